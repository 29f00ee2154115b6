import { describe, expect, it } from 'vitest'
import {
  densitiesOfText,
  textOfDensities,
  voteQuestions,
} from '../../../../renderer/panels/reasoning/densities.ts'

describe('densities of a vote', () => {
  it.each([
    ['5, 9, 13', [5, 9, 13]],
    ['13 5;5', [13, 5]],
    ['2,20', [2, 20]],
    ['', null],
    ['1', null],
    ['21', null],
    ['5, x', null],
    ['5.5', null],
    ['-5', null],
    ['2 3 4 5 6 7 8 9 10 11 12', null],
  ])('%j is %j', (text, expected) => {
    expect(densitiesOfText(text)).toEqual(expected)
  })

  it('are written as they are read', () => {
    expect(densitiesOfText(textOfDensities([9, 5]))).toEqual([9, 5])
  })

  it.each([
    [[5, 9, 13], true, 1, 6],
    [[9], false, 1, 1],
    [[5, 9], true, 3, 12],
  ])('%j, shifted too: %s, %i replies: %i questions', (densities, withShift, samples, expected) => {
    expect(voteQuestions({ densities, withShift, samples })).toBe(expected)
  })
})
