import { expect, test } from 'vitest'
import type { Evaluation, FunnelReport } from '#rpc/schemas/predictions'
import {
  categoryBars,
  choiceWords,
  figureText,
  funnelRows,
  headFigures,
  tenthsOf,
} from '../../../../renderer/pages/failures/texts.ts'
import { everyRow } from '../../../../renderer/state/failures.ts'

const report: FunnelReport = {
  pending: 0,
  samples: 10,
  right: 4,
  undecided: 1,
  unknown: 0,
  stages: [
    { stage: 'reasoning', blamed: 2, unknown: 1 },
    { stage: 'ranking', blamed: 3, unknown: 0 },
  ],
  kinds: [],
  means: [{ metric: 'hd95', mean: 12.345, n: 7 }],
}

const metrics = {
  n: 10,
  nMissing: 0,
  nEmpty: 0,
  exact: { gIoU: 0.5, cIoU: 0.6 },
  lisa: { gIoU: 0.4, cIoU: 0.3 },
  dice: 0.7,
  precision: [0.8, 0.7, 0.6, 0.5, 0.4],
}
const interval = (low: number, high: number) => ({ value: 0.5, low, high, n: 10 })

const evaluation: Evaluation = {
  set: {
    id: 1,
    name: 'a',
    source: 'jsonl',
    path: 'a',
    addedAt: '',
    matched: 10,
    leftOut: 0,
    stale: 0,
  },
  unlabelled: 0,
  missing: 0,
  metrics,
  intervals: { gIoU: interval(0.4, 0.55), cIoU: null },
  rounds: 1000,
  level: 0.95,
  groups: [
    { by: 'category', tag: 'few', metrics: { ...metrics, n: 2 }, intervals: null },
    {
      by: 'category',
      tag: 'many',
      metrics: { ...metrics, n: 8 },
      intervals: { gIoU: interval(0.4, 0.55), cIoU: null },
    },
    { by: 'area', tag: 'small', metrics, intervals: null },
  ],
  categoryMean: null,
  noTarget: null,
}

test('each stage of the funnel says what it loses and what is left after it', () => {
  expect(funnelRows(report).map(({ cause, left, lost }) => [cause, left, lost])).toEqual([
    ['reasoning', 8, 2],
    ['ranking', 5, 3],
    ['undecided', 4, 1],
  ])
  expect(funnelRows(report).at(-1)?.left).toBe(report.right)
})

test('both conventions have their own figures, and the interval goes with the exact one alone', () => {
  const [gIoU, cIoU] = headFigures(evaluation, report.means, 'exact')
  expect(gIoU).toMatchObject({ metric: 'gIoU', value: 0.5, interval: { low: 0.4, high: 0.55 } })
  expect(cIoU).toMatchObject({ metric: 'cIoU', value: 0.6, interval: null })
  expect(headFigures(evaluation, [], 'lisa').slice(0, 2)).toEqual([
    { metric: 'lisa.gIoU', value: 0.4, interval: null, n: null },
    { metric: 'lisa.cIoU', value: 0.3, interval: null, n: null },
  ])
})

test('pixels carry their unit, and what nobody measured is no number', () => {
  const figures = headFigures(evaluation, report.means, 'exact')
  const textOf = (metric: string) =>
    figures.filter((one) => one.metric === metric).map((one) => figureText(one))
  expect(textOf('hd95')).toEqual(['12.3 px'])
  expect(textOf('priorIou')).toEqual(['–'])
  expect(textOf('precision')).toEqual(['0.800'])
})

test('tenths are what came on top, and the line is the share up to there', () => {
  expect(tenthsOf([1, 1, 4])).toEqual([
    { from: 0, to: 0.1, n: 1, share: 0.25 },
    { from: 0.1, to: 0.2, n: 0, share: 0.25 },
    { from: 0.2, to: 0.3, n: 3, share: 1 },
  ])
  expect(tenthsOf([0, 0])[1]).toMatchObject({ n: 0, share: 0 })
})

test('categories come largest first, their intervals as distances', () => {
  const [many, few, ...rest] = categoryBars(evaluation)
  expect(rest).toEqual([])
  expect(many?.tag).toBe('many')
  expect(many?.error[0]).toBeCloseTo(0.1)
  expect(many?.error[1]).toBeCloseTo(0.05)
  expect(few).toMatchObject({ tag: 'few', error: [0, 0] })
})

test('a filter is told in words', () => {
  expect(choiceWords(everyRow)).toEqual([])
  expect(
    choiceWords({ ...everyRow, causes: ['ranking'], isTagged: false, iouFrom: 0.2, iouTo: 0.3 }),
  ).toEqual(['misranked', 'not tagged', 'IoU 0.2 to 0.3'])
})
