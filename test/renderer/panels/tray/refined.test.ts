import { describe, expect, it } from 'vitest'
import type { RunRecord } from '#rpc/schemas/record'
import { outcomeText, refinedCandidate } from '../../../../renderer/panels/tray/refined.ts'

type Refinement = NonNullable<RunRecord['refinement']>

const refinement = (part: Partial<Refinement>): Refinement => ({
  prompts: { id: 'refine', version: 1, isOwn: false, turn: 'ask' },
  candidate: 'a',
  outcome: 'kept',
  missing: [],
  surplus: [],
  reason: '',
  points: [],
  anchor: null,
  before: 0.71,
  after: 0.83,
  call: 1,
  isRepaired: false,
  problem: null,
  ...part,
})

describe('what became of a correction', () => {
  it.each<[Partial<Refinement>, RegExp, string | null]>([
    [{}, /0\.71 → 0\.83/, 'a'],
    [{ outcome: 'right', after: null }, /nothing to correct/, null],
    [{ outcome: 'no-points', after: null }, /no point/, null],
    [{ outcome: 'not-better', after: 0.7 }, /0\.71 → 0\.70/, null],
    [{ outcome: 'not-better', after: null }, /did not follow/, null],
    [
      { outcome: 'not-asked', problem: { code: 'mllm_busy', message: 'It is busy.' } },
      /It is busy\./,
      null,
    ],
  ])('%j', (part, text, replaced) => {
    expect(outcomeText(refinement(part))).toMatch(text)
    expect(refinedCandidate({ record: { refinement: refinement(part) } })).toBe(replaced)
  })

  it('nothing was corrected', () => {
    expect(refinedCandidate({ record: {} })).toBeNull()
    expect(refinedCandidate(null)).toBeNull()
  })
})
