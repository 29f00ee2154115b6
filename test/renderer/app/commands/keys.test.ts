import { describe, expect, it } from 'vitest'
import { keyLabel, keyOf, mayAct, type KeyPress } from '../../../../renderer/app/commands/keys.ts'

const press = (key: string, code: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
})

describe('keyOf', () => {
  it.each<[string, KeyPress, string]>([
    ['a letter', press('g', 'KeyG'), 'G'],
    ['a letter with Shift', press('J', 'KeyJ', { shiftKey: true }), 'Shift+J'],
    ['Ctrl and a letter', press('k', 'KeyK', { ctrlKey: true }), 'Mod+K'],
    ['Cmd is Ctrl', press('k', 'KeyK', { metaKey: true }), 'Mod+K'],
    ['Ctrl and Shift', press('Z', 'KeyZ', { ctrlKey: true, shiftKey: true }), 'Mod+Shift+Z'],
    ['a digit with Shift', press('#', 'Digit3', { shiftKey: true }), 'Shift+3'],
    ['a digit of the number pad', press('5', 'Numpad5'), '5'],
    ['a character made with Shift', press('?', 'Slash', { shiftKey: true }), '?'],
    [
      'a character made with AltGr',
      press('[', 'Digit8', {
        ctrlKey: true,
        altKey: true,
        getModifierState: (name) => name === 'AltGraph',
      }),
      '[',
    ],
    ['Enter with Shift', press('Enter', 'Enter', { shiftKey: true }), 'Shift+Enter'],
    ['Space', press(' ', 'Space'), 'Space'],
    ['an arrow with Ctrl', press('ArrowLeft', 'ArrowLeft', { ctrlKey: true }), 'Mod+ArrowLeft'],
  ])('%s', (_, event, key) => {
    expect(keyOf(event)).toBe(key)
  })
})

describe('where keys act', () => {
  it.each([
    { name: 'a letter on the page', key: 'G', target: 'page', inText: false, acts: true },
    { name: 'a letter in a text field', key: 'G', target: 'text', inText: false, acts: false },
    { name: 'Ctrl+S in a text field', key: 'Mod+S', target: 'text', inText: true, acts: true },
    { name: 'undo in a text field', key: 'Mod+Z', target: 'text', inText: false, acts: false },
    { name: 'Enter on a button', key: 'Enter', target: 'button', inText: false, acts: false },
    { name: 'an arrow on a tab', key: 'ArrowLeft', target: 'button', inText: false, acts: false },
    { name: 'a digit on a button', key: '3', target: 'button', inText: false, acts: true },
  ] as const)('$name', ({ key, target, inText, acts }) => {
    expect(mayAct(key, target, inText)).toBe(acts)
  })
})

describe('keyLabel', () => {
  it.each([
    ['Mod+Shift+Z', 'Ctrl ⇧ Z'],
    ['Enter', '↵'],
    ['+', '+'],
    ['Alt+1', 'Alt 1'],
  ])('%s', (key, label) => {
    expect(keyLabel(key)).toBe(label)
  })
})
