import { useEffect } from 'react'
import { useApp } from '../state/app.ts'
import { keyOf, kindOfTarget, mayAct } from './commands/keys.ts'
import { commandForKey, runCommand } from './commands/registry.ts'
import type { Command } from './commands/command.ts'

/** Keys run commands; held ones end when the key (or the window) is left. */
export function useKeys(): void {
  useEffect(() => {
    const held = new Map<string, Command>()
    const down = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const key = keyOf(event)
      const command = commandForKey(key, useApp.getState().page)
      if (command === null) return
      if (!mayAct(key, kindOfTarget(event.target), command.inText === true)) return
      event.preventDefault()
      if (command.release !== undefined) {
        if (held.has(event.code)) return
        held.set(event.code, command)
      }
      runCommand(command)
    }
    const up = (event: KeyboardEvent) => {
      held.get(event.code)?.release?.()
      held.delete(event.code)
    }
    const leave = () => {
      for (const command of held.values()) command.release?.()
      held.clear()
    }
    window.addEventListener('keydown', down)
    window.addEventListener('keyup', up)
    window.addEventListener('blur', leave)
    document.addEventListener('mousedown', keepFocus)
    return () => {
      window.removeEventListener('keydown', down)
      window.removeEventListener('keyup', up)
      window.removeEventListener('blur', leave)
      document.removeEventListener('mousedown', keepFocus)
    }
  }, [])
}

/**
 * A button pressed with the mouse takes no focus, so that Enter goes on meaning “accept”; a field being typed in is left,
 * but for the one whose own list of choices is pressed: leaving it would take the list away first.
 */
function keepFocus(event: MouseEvent): void {
  if (!(event.target instanceof Element)) return
  const button = event.target.closest('button, [role="option"]:not([data-combobox-option])')
  if (button === null || button.closest('[role="dialog"], [role="menu"]') !== null) return
  event.preventDefault()
  if (document.activeElement instanceof HTMLElement && document.activeElement !== document.body)
    document.activeElement.blur()
}
