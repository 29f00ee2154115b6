import { expect, test } from 'vitest'
import type { Reasoning } from '#core/prompt/reasoning'
import { textOf, type TextForm } from '#core/prompt/text-of'

const found = (target: string, attributes: readonly string[] = []): Reasoning => ({
  kind: 'regions',
  target,
  attributes,
  regions: [{ kind: 'cells', cells: [1] }],
  rationale: '',
})
const six = 'one two three four five six'

test.each<[string, Reasoning, TextForm, string]>([
  ['the target alone', found('The cup.', ['red']), 'target', 'The cup'],
  [
    'target and attributes',
    found('cup', ['red', 'on the table']),
    'target-attributes',
    'cup, red, on the table',
  ],
  ['a target without attributes', found(' the\n cup '), 'target-attributes', 'the cup'],
  ['empty attributes', found('cup', [' ', 'red;', '.']), 'target-attributes', 'cup, red'],
  [
    'an attribute that is too long is left out',
    found('cup', [six, `${six} ${six}`, 'red']),
    'target-attributes',
    `cup, ${six}, red`,
  ],
  [
    'a long target stays whole',
    found(`${six} ${six} ${six}`, ['red']),
    'target-attributes',
    `${six} ${six} ${six}`,
  ],
  ['attributes of nothing', found('', ['red']), 'target-attributes', ''],
  ['no target', found(' . '), 'target', ''],
  ['the answer', found('cup', ['red']), 'answer', 'The cup. It is red'],
  ['no target, nothing said', { kind: 'absent', rationale: 'nothing' }, 'target-attributes', ''],
  ['absent, though something was said', { kind: 'absent', rationale: '' }, 'answer', ''],
])('%s', (_name, reasoning, form, text) => {
  expect(textOf(reasoning, form, 'The cup.  It is red.\n')).toBe(text)
})
