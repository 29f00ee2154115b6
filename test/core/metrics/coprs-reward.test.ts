import fc from 'fast-check'
import { expect, test } from 'vitest'
import vectors from '../../fixtures/vectors/metrics.json' with { type: 'json' }
import { coprsReward, maskReward } from '#core/metrics/coprs-reward'

test.each(vectors.soft)('$id', (row) => {
  const found = maskReward(row.prob.flat(), row.gt.flat())
  expect(found.softIou).toBeCloseTo(row.soft_iou, 12)
  expect(found.softDice).toBeCloseTo(row.soft_dice, 12)
  expect(found.hardIou).toBeCloseTo(row.hard_iou, 12)
  expect(found.mask).toBeCloseTo(row.mask_score, 12)
})

test.each(vectors.coprs_format)('in all, for a perfect mask: $id', (row) => {
  const reward = maskReward([1, 1], [1, 1])
  const reply = row.text ?? `<think>${'x'.repeat(row.think_len!)}</think><REF_POS>`
  const { paper, code } = coprsReward(reward, reply)
  expect(paper).toBeCloseTo(0.7 * reward.mask + 0.3 * row.paper_text, 12)
  expect(code).toBeCloseTo(0.7 * reward.mask + 0.3 * row.released_code, 12)
})

test('terms lie in 0..1, and maps must be as long', () => {
  expect(() => maskReward([1], [1, 0])).toThrow('1 and 2')
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(fc.array(fc.tuple(share, share)), (places) => {
      const reward = maskReward(
        places.map(([p]) => p),
        places.map(([, g]) => g),
      )
      for (const value of Object.values(reward)) {
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1)
      }
    }),
  )
})
