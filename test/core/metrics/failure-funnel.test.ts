import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  funnelDefaults,
  funnelOf,
  funnelStages,
  funnelTotals,
  type FunnelRecord,
  type FunnelVerdicts,
} from '#core/metrics/failure-funnel'
import type { MaskErrors } from '#core/metrics/mask-errors'

const mask = (fields: Partial<MaskErrors> = {}): MaskErrors => ({
  iou: 0.9,
  boundaryIou: 0.8,
  inside: 0.95,
  covered: 0.95,
  holes: 0,
  islands: 0,
  missedParts: 0,
  parts: 1,
  ...fields,
})
const miss = mask({ iou: 0.1, boundaryIou: 0.05, inside: 0.1, covered: 0.2 })
const record = (fields: Partial<FunnelRecord> = {}): FunnelRecord => ({
  isNoTarget: false,
  reasoning: { saysAbsent: false, isSameName: true },
  regionCover: 1,
  priorCover: 0.9,
  bestIou: 0.9,
  mask: mask(),
  ...fields,
})
const unrecorded = { reasoning: null, regionCover: null, priorCover: null, bestIou: null }
const named = (isSameName: boolean | null) => ({ saysAbsent: false, isSameName })
const absent = { saysAbsent: true, isSameName: null }
const stateOf = (of: FunnelRecord, stage: string, verdicts: FunnelVerdicts = {}) =>
  funnelOf(of, funnelDefaults, verdicts).stages.find((one) => one.stage === stage)?.state

describe('the cause', () => {
  it.each<[string, Partial<FunnelRecord>, string | null]>([
    ['nothing wrong', {}, null],
    [
      'another object reasoned, and its region',
      { reasoning: named(false), regionCover: 0.1, bestIou: 0.1, mask: miss },
      'reasoning',
    ],
    [
      'said to be absent',
      {
        reasoning: absent,
        regionCover: null,
        priorCover: null,
        bestIou: null,
        mask: mask({ iou: 0, inside: null, covered: 0 }),
      },
      'reasoning',
    ],
    [
      'no name to compare, and the region misses',
      { reasoning: named(null), regionCover: 0.1, bestIou: 0.1, mask: miss },
      'undecided',
    ],
    [
      'the right object, the wrong region',
      { regionCover: 0.49, bestIou: 0.1, mask: miss },
      'region',
    ],
    [
      'the region is right, the prior is not',
      { priorCover: 0.2, bestIou: 0.1, mask: miss },
      'prior',
    ],
    ['no candidate covers it', { bestIou: 0.49, mask: miss }, 'candidates'],
    ['covered, but ranked below', { bestIou: 0.8, mask: miss }, 'ranking'],
    [
      'a good one, but a better one ranked below',
      { bestIou: 0.75, mask: mask({ iou: 0.6 }) },
      'ranking',
    ],
    ['a little better one does not count', { bestIou: 0.7, mask: mask({ iou: 0.6 }) }, null],
    [
      'hardly below the best, and short of the target',
      { bestIou: 0.52, mask: mask({ iou: 0.45 }) },
      'mask',
    ],
    ['hard edges', { mask: mask({ boundaryIou: 0.4 }) }, 'mask'],
    ['holes', { mask: mask({ holes: 0.02 }) }, 'mask'],
    ['islands', { mask: mask({ islands: 0.06 }) }, 'mask'],
    ['missing parts', { mask: mask({ missedParts: 1, parts: 3 }) }, 'mask'],
    ['a pinhole does not count', { mask: mask({ holes: 0.001 }) }, null],
    [
      'the mask is right whatever came before',
      { reasoning: named(false), regionCover: 0, priorCover: 0 },
      null,
    ],
    ['a foreign model: only a mask, and it is wrong', { ...unrecorded, mask: miss }, 'unknown'],
    ['a foreign model: only a mask, and it is right', unrecorded, null],
    ['a foreign model: ragged', { ...unrecorded, mask: mask({ boundaryIou: 0.1 }) }, 'mask'],
    [
      'no target, and none found',
      {
        isNoTarget: true,
        reasoning: absent,
        bestIou: null,
        mask: mask({ iou: 1, inside: null, covered: null }),
      },
      null,
    ],
    [
      'no target, and one reasoned',
      { isNoTarget: true, mask: mask({ iou: 0, inside: 0, covered: null }) },
      'reasoning',
    ],
    [
      'no target, and a mask of unknown origin',
      { isNoTarget: true, ...unrecorded, mask: mask({ iou: 0, inside: 0, covered: null }) },
      'mask',
    ],
  ])('%s', (_name, fields, cause) => {
    expect(funnelOf(record(fields)).cause).toBe(cause)
  })
  it('thresholds are settings', () => {
    const edge = record({ bestIou: 0.75, mask: mask({ iou: 0.6 }) })
    expect(funnelOf(edge, { ...funnelDefaults, misranked: 0.2 }).cause).toBeNull()
    expect(funnelOf(edge, { ...funnelDefaults, coveredIou: 0.8 }).cause).toBe('candidates')
  })
})

describe('stages', () => {
  it('all in order, each with its reason', () => {
    const { stages } = funnelOf(record({ regionCover: 0.25, mask: miss }))
    expect(stages.map(({ stage }) => stage)).toEqual(funnelStages)
    expect(stages[1]).toEqual({
      stage: 'region',
      state: 'failed',
      why: 'the region covers 0.25 of the target, needed 0.50',
      isByReviewer: false,
    })
  })
  it('unknown without a record', () => {
    const { stages } = funnelOf(record({ ...unrecorded, mask: miss }))
    expect(stages.map(({ state }) => state)).toEqual(Array(7).fill('unknown'))
  })
  it.each([
    ['another name, but the region covers the target', named(false), 0.9, 'ok'],
    ['another name, and no region', named(false), null, 'undecided'],
    ['no name, but the region covers the target', named(null), 0.9, 'ok'],
    ['no name, no region', named(null), null, 'undecided'],
    ['the name is right, the region is not', named(true), 0, 'ok'],
  ])('reasoning: %s', (_name, reasoning, regionCover, state) => {
    expect(stateOf(record({ reasoning, regionCover, mask: miss }), 'reasoning')).toBe(state)
  })
})

describe('the reviewer', () => {
  const wrong = record({ reasoning: named(null), regionCover: 0.1, bestIou: 0.1, mask: miss })
  it('settles what is undecided', () => {
    expect(funnelOf(wrong, funnelDefaults, { reasoning: 'failed' }).cause).toBe('reasoning')
    expect(funnelOf(wrong, funnelDefaults, { reasoning: 'ok' }).cause).toBe('region')
    expect(stateOf(wrong, 'reasoning', { reasoning: 'ok' })).toBe('ok')
  })
  it('finds the truth wrong, and nothing else counts', () => {
    expect(funnelOf(wrong, funnelDefaults, { truth: 'failed' }).cause).toBe('truth')
  })
  it('overrules what the rules found', () => {
    expect(
      funnelOf(record({ mask: mask({ holes: 0.2 }) }), funnelDefaults, { mask: 'ok' }).cause,
    ).toBeNull()
    expect(funnelOf(record(), funnelDefaults, { prior: 'failed' }).cause).toBe('prior')
    expect(
      funnelOf(record({ ...unrecorded, mask: miss }), funnelDefaults, { mask: 'ok' }).cause,
    ).toBeNull()
  })
})

describe('in total', () => {
  it('every sample once', () => {
    const results = [
      record(),
      record({ bestIou: 0.2, mask: miss }),
      record({ ...unrecorded, mask: miss }),
      record({ reasoning: named(null), regionCover: 0, mask: miss }),
    ].map((one) => funnelOf(one))
    expect(funnelTotals(results)).toMatchObject({ samples: 4, right: 1, undecided: 1, unknown: 1 })
    const { stages } = funnelTotals(results)
    expect(stages[3]).toEqual({ stage: 'candidates', blamed: 1, unknown: 1 })
    expect(stages.map(({ blamed }) => blamed)).toEqual([0, 0, 0, 1, 0, 0, 0])
  })
  it('adds up, whatever was recorded', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    const any = fc.record({
      isNoTarget: fc.boolean(),
      reasoning: fc.option(
        fc.record({ saysAbsent: fc.boolean(), isSameName: fc.option(fc.boolean()) }),
      ),
      regionCover: fc.option(share),
      priorCover: fc.option(share),
      bestIou: fc.option(share),
      mask: fc.record({ iou: share, boundaryIou: share, holes: share }).map(mask),
    })
    fc.assert(
      fc.property(fc.array(any), (records) => {
        const found = funnelTotals(records.map((one) => funnelOf(one)))
        const blamed = found.stages.reduce((sum, one) => sum + one.blamed, 0)
        expect(found.right + found.undecided + found.unknown + blamed).toBe(records.length)
      }),
    )
  })
})
