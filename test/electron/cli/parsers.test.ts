import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  collectFilter,
  collectIds,
  collectPoints,
  parseBox,
  parseId,
  parseIds,
  parseScore,
  reasoningFrom,
  settingsWithFile,
} from '#electron/cli/parsers'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'

test.each([
  ['one', '3', [3]],
  ['range', '2-4', [2, 3, 4]],
  ['list', '4,5', [4, 5]],
  ['mixed, unordered, twice', '5,1-2,2', [1, 2, 5]],
  ['blanks', ' 2 - 3 , 5', [2, 3, 5]],
])('ids: %s', (_name, text, ids) => expect(parseIds(text)).toEqual(ids))

test.each([
  ['ids', parseIds, ['', '0', '0-2', '3-2', 'a', '1-', '-1', '1,,2', '1.5', '1-2-3', '9999']],
  [
    'box',
    parseBox,
    ['', '1,2,3', '1,2,3,4,5', 'a,b,c,d', '5,5,5,9', '9,0,1,9', '1,2,,4', '0,0,1,Infinity'],
  ],
  ['id', parseId, ['', '0', '-1', '1.5', 'x', '1e3']],
  ['score', parseScore, ['', '-0.1', '1.1', 'x', 'NaN']],
] as const)('%s refuses what it should', (_name, parse, texts) => {
  for (const text of texts) expect(() => parse(text), text).toThrow(InvalidArgumentError)
})

test('boxes may lie between pixels', () => {
  expect(parseBox('0.5, 1,10,20.25')).toEqual({ x0: 0.5, y0: 1, x1: 10, y1: 20.25 })
})

test('points are on the target unless a zero says otherwise', () => {
  const points = ['3,4', '5,6,0', '7,8,1'].reduce(
    (before, text) => collectPoints(text, before),
    [] as ReturnType<typeof collectPoints>,
  )
  expect(points.map(({ point, label }) => [point.x, point.y, label])).toEqual([
    [3, 4, 1],
    [5, 6, 0],
    [7, 8, 1],
  ])
  for (const text of ['1', '1,2,2', '1,2,0,0', 'x,y'])
    expect(() => collectPoints(text, [])).toThrow(InvalidArgumentError)
})

test('ids of samples collect over repeats and commas', () => {
  expect(collectIds('4,5', collectIds('1', []))).toEqual([1, 4, 5])
})

test('filters collect, and unknown ones are refused', () => {
  expect(collectFilter('split=val', collectFilter('status=accepted', {}))).toEqual({
    status: 'accepted',
    split: 'val',
  })
  for (const text of ['status=other', 'size=1', 'status', '=x'])
    expect(() => collectFilter(text, {})).toThrow(InvalidArgumentError)
})

describe('reasoningFrom', () => {
  const grid = { n: 3, style: 'split', shift: false } as const
  const box = { x0: 0, y0: 0, x1: 5, y1: 5 }

  test.each([
    ['nothing', { box: [] }, null],
    ['target alone marks no region', { box: [], target: 'cup' }, null],
    [
      'rows and columns',
      { rows: [2], columns: [1, 3], box: [] },
      [{ kind: 'strips', rows: [2], columns: [1, 3] }],
    ],
    ['rows alone', { rows: [2], box: [] }, [{ kind: 'strips', rows: [2], columns: [1, 2, 3] }]],
    [
      'columns alone',
      { columns: [2], box: [] },
      [{ kind: 'strips', rows: [1, 2, 3], columns: [2] }],
    ],
    [
      'two boxes',
      { box: [box, box] },
      [
        { kind: 'box', box },
        { kind: 'box', box },
      ],
    ],
  ])('%s', (_name, options, regions) => {
    const reasoning = reasoningFrom(options, grid)
    expect(reasoning).toEqual(regions === null ? null : expect.objectContaining({ regions }))
  })

  test('a shifted grid has one strip more', () => {
    const reasoning = reasoningFrom({ rows: [1], box: [] }, { ...grid, shift: true })
    expect(reasoning).toMatchObject({ regions: [{ rows: [1], columns: [1, 2, 3, 4] }] })
  })
})

describe('settingsWithFile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'))
  const file = join(folder, 'f.json')
  const base = pipelineSettingsSchema.parse({ grid: { n: 5 }, candidates: { limit: 7 } })
  beforeAll(() => writeFileSync(file, ''))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('no file leaves them alone', () => expect(settingsWithFile(base, undefined)).toBe(base))

  test('a file changes what it names, deep down, and nothing else', () => {
    writeFileSync(file, '{"candidates":{"similarity":0.5},"grid":{"style":"grid"}}')
    const settings = settingsWithFile(base, file)
    expect(settings.candidates).toEqual({ ...base.candidates, similarity: 0.5 })
    expect(settings.grid).toEqual({ n: 5, style: 'grid', shift: false })
  })

  test.each([
    ['bad_json', '{'],
    ['bad_input', '{"grid":{"n":99}}'],
    ['bad_input', '[1]'],
  ])('%s: %s', (code, text) => {
    writeFileSync(file, text)
    expect(() => settingsWithFile(base, file)).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ code }) }),
    )
  })

  test('a missing file is named', () => {
    expect(() => settingsWithFile(base, join(folder, 'none.json'))).toThrow(/none\.json/)
  })
})
