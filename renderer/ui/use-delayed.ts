import { useEffect, useState } from 'react'

/** True once `isOn` has lasted for so many milliseconds: short waits show nothing. */
export function useDelayed(isOn: boolean, milliseconds: number): boolean {
  const [isDue, setDue] = useState(false)
  useEffect(() => {
    if (!isOn) return
    const timer = setTimeout(() => setDue(true), milliseconds)
    return () => {
      clearTimeout(timer)
      setDue(false)
    }
  }, [isOn, milliseconds])
  return isOn && isDue
}
