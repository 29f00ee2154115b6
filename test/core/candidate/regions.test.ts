import { describe, expect, test } from 'vitest'
import { scoreTermNames, type ScoreTerms } from '#core/candidate/candidate'
import type { ScoredDraft } from '#core/candidate/rank'
import { scoreAcrossRegions } from '#core/candidate/regions'
import { imageBox } from '#core/geometry/box'
import { rleArea } from '#core/mask/rle-ops'
import { rleFromPolygons } from '#core/mask/polygon'

const size = { width: 40, height: 20 }
const left = imageBox(0, 0, 10, 10)
const right = imageBox(20, 0, 40, 15)

function draft(region: number, score: number, x: number): ScoredDraft {
  const ring = [x, 2, x + 5, 2, x + 5, 8, x, 8]
  const terms = Object.fromEntries(scoreTermNames.map((name) => [name, score])) as ScoreTerms
  return {
    source: 'seed',
    region,
    rle: rleFromPolygons([ring], size),
    predictedIou: score,
    stability: 0.9,
    token: 0,
    seed: null,
    flags: [],
    terms,
    score,
    reason: null,
  }
}

describe('scores of a target in several regions', () => {
  test('one region: as they were', () => {
    const scored = [draft(0, 0.8, 1), draft(0, 0.4, 3)]
    expect(scoreAcrossRegions(scored, [left], size)).toEqual(scored)
  })

  test('two regions: parts count by their share, the union of the best leads', () => {
    const scored = [draft(0, 0.8, 1), draft(1, 0.3, 22), draft(1, 0.6, 30)]
    const all = scoreAcrossRegions(scored, [left, right], size)
    expect(all.map(({ score }) => Number(score.toFixed(4)))).toEqual([0.2, 0.225, 0.45, 0.65])
    const union = all[3]!
    expect(union.source).toBe('union')
    expect(rleArea(union.rle)).toBe(60)
    expect(union.terms.stability).toBeCloseTo(0.25 * 0.8 + 0.75 * 0.6)
  })

  test('a region without a candidate: no union that would lack a part', () => {
    const all = scoreAcrossRegions([draft(0, 0.8, 1)], [left, right], size)
    expect(all).toHaveLength(1)
    expect(all[0]!.score).toBeCloseTo(0.2)
  })
})
