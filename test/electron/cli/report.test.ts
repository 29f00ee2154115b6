import { expect, test } from 'vitest'
import { table } from '#electron/cli/report'

test('columns align, numbers to the right, gaps are shown', () => {
  const text = table(
    ['sample', 'query', 'score'],
    [
      [1, 'what holds water', null],
      [12, 'seat', '0.5'],
    ],
  )
  expect(text.split('\n')).toEqual([
    'sample  query             score',
    '     1  what holds water  –',
    '    12  seat              0.5',
  ])
})

test('an empty table is its header', () => expect(table(['a', 'b'], [])).toBe('a  b'))
