import { beforeEach, expect, test } from 'vitest'
import {
  countClick,
  effortSoFar,
  markActive,
  restartEffort,
} from '../../../renderer/state/effort.ts'

beforeEach(() => restartEffort(1000))

test('time counts while there are signs of life; a long pause counts as a minute', () => {
  markActive(3500)
  markActive(6000)
  expect(effortSoFar(6000)).toEqual({ seconds: 5, clicks: 0 })
  expect(effortSoFar(6000 + 3_600_000)).toEqual({ seconds: 65, clicks: 0 })
})

test('clicks count until the answer is saved', () => {
  countClick(1200)
  countClick(2000)
  expect(effortSoFar(2000)).toEqual({ seconds: 1, clicks: 2 })
  restartEffort(9000)
  expect(effortSoFar(9500)).toEqual({ seconds: 0.5, clicks: 0 })
})
