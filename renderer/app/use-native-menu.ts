import { useEffect } from 'react'
import { bridge } from '../rpc/bridge.ts'
import { useApp } from '../state/app.ts'
import { useModels } from '../state/models.ts'
import { useSession } from '../state/session.ts'
import { readContext } from './commands/command.ts'
import { commandOf, menuItems, runCommand } from './commands/registry.ts'

const restDelay = 200

/** Keeps the desktop shell's menu to what can be done now, and runs what is chosen there. */
export function useNativeMenu(): void {
  useEffect(() => bridge.onCommand((id) => runCommand(commandOf(id))), [])
  useEffect(() => {
    if (bridge.mode !== 'desktop') return
    let last = ''
    let timer: ReturnType<typeof setTimeout> | undefined
    const send = () => {
      const items = menuItems(readContext())
      const text = JSON.stringify(items)
      if (text === last) return
      last = text
      bridge.setMenu(items)
    }
    const soon = () => {
      clearTimeout(timer)
      timer = setTimeout(send, restDelay)
    }
    soon()
    const stops = [useApp.subscribe(soon), useSession.subscribe(soon), useModels.subscribe(soon)]
    return () => {
      clearTimeout(timer)
      for (const stop of stops) stop()
    }
  }, [])
}
