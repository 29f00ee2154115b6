import { useEffect, useState } from 'react'

/** Seconds since a time of `performance.now`, ten times a second; 0 without one. */
export function useSecondsSince(startedAt: number | null): number {
  const [now, setNow] = useState(0)
  useEffect(() => {
    if (startedAt === null) return
    const timer = setInterval(() => setNow(performance.now()), 100)
    return () => clearInterval(timer)
  }, [startedAt])
  return startedAt === null ? 0 : Math.max(0, (now - startedAt) / 1000)
}
