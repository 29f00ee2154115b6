import { expect, test } from 'vitest'
import { leadOf, reviewOrders, reviewOrderTitles } from '#core/dataset/review-order'

test('the lead of the best', () => {
  expect([leadOf([]), leadOf([1]), leadOf([0.75, 0.5, 0.1])]).toEqual([null, null, 0.25])
})

test('every order says what comes first', () => {
  for (const order of reviewOrders) expect(reviewOrderTitles[order]).toMatch(/first|random/)
})
