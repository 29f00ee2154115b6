import { useMantineColorScheme } from '@mantine/core'
import { useEffect } from 'react'
import { useApp } from '../state/app.ts'

/** Keeps the colour scheme to the settings; `system` follows the machine. */
export function useTheme(): void {
  const wanted = useApp((state) => state.settings?.theme ?? 'system')
  const { setColorScheme } = useMantineColorScheme()
  useEffect(() => {
    setColorScheme(wanted === 'system' ? 'auto' : wanted)
  }, [wanted, setColorScheme])
}
