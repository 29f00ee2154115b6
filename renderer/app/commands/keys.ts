/** The part of a keyboard event that names the key. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'
> & {
  readonly getModifierState?: (key: string) => boolean
}

const names: Readonly<Record<string, string>> = { ' ': 'Space', Esc: 'Escape' }

/** `Mod+Shift+Z`, `Shift+3`, `?`: modifiers in this order, letters in capitals, characters as typed on any layout. */
export function keyOf(event: KeyPress): string {
  const isAltGraph = event.getModifierState?.('AltGraph') ?? false
  const digit = isAltGraph ? undefined : /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1]
  const isTyped = event.key.length === 1 && event.key !== ' '
  const name = digit ?? names[event.key] ?? (isTyped ? event.key.toUpperCase() : event.key)
  const isLetter = /^\p{L}$/u.test(name)
  // Where Shift only made the character (?, +), it is part of the character already.
  const hasShift = event.shiftKey && (!isTyped || isLetter || digit !== undefined)
  return [
    (event.ctrlKey || event.metaKey) && !isAltGraph ? 'Mod' : '',
    event.altKey && !isAltGraph ? 'Alt' : '',
    hasShift ? 'Shift' : '',
    name,
  ]
    .filter((part) => part !== '')
    .join('+')
}

export type TargetKind = 'page' | 'button' | 'text'

/** Keys that buttons, tabs, sliders and the like need for themselves. */
const ownKeys = /^(Shift\+)?(Enter|Space|ArrowLeft|ArrowRight|ArrowUp|ArrowDown|Home|End)$/

/** Whether a key may act as a command where the focus is; in text only those meant for it. */
export function mayAct(key: string, target: TargetKind, inText: boolean): boolean {
  if (target === 'text') return inText
  return target === 'page' || !ownKeys.test(key)
}

const textual =
  'input:not([type="button"]):not([type="checkbox"]):not([type="radio"]):not([type="range"]), textarea, select, [contenteditable="true"]'
const overlaid = '[role="dialog"], [role="menu"], [data-combobox-list]'
const pressable =
  'button, a[href], summary, input, [role="tab"], [role="option"], [role="slider"], [role="menuitem"]'

export function kindOfTarget(target: EventTarget | null): TargetKind {
  if (!(target instanceof Element)) return 'page'
  if (target.closest(textual) !== null || target.closest(overlaid) !== null) return 'text'
  return target.closest(pressable) === null ? 'page' : 'button'
}

const isMac = typeof navigator !== 'undefined' && /Mac/.test(navigator.platform)

const shown: Readonly<Record<string, string>> = {
  Enter: '↵',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Space: '␣',
}

/** A key as people read it: `Ctrl K`, `⇧ ↵`. */
export function keyLabel(key: string): string {
  return key
    .split(/\+(?=.)/)
    .map((part) => {
      if (part === 'Mod') return isMac ? '⌘' : 'Ctrl'
      if (part === 'Shift') return '⇧'
      if (part === 'Alt') return isMac ? '⌥' : 'Alt'
      return shown[part] ?? part
    })
    .join(' ')
}
