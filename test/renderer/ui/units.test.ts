import { describe, expect, it } from 'vitest'
import {
  leftText,
  millisecondsText,
  percentOf,
  shareText,
  sizeText,
} from '../../../renderer/ui/units.ts'

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [4_903_810, '4.9 MB'],
    [9_949_999, '9.9 MB'],
    [44_653_652, '45 MB'],
    [999_499_999, '999 MB'],
    [1_869_466_624, '1.9 GB'],
  ])('%d', (bytes, text) => expect(sizeText(bytes)).toBe(text))

  it.each([
    ['in the unit of the whole', 12_300_000, 44_653_652, '12 of 45 MB'],
    ['with its digits', 450_000_000, 1_869_466_624, '0.5 of 1.9 GB'],
    ['never more than the whole', 50_000_000, 44_653_652, '45 of 45 MB'],
    ['without a whole', 12_300_000, null, '12 MB'],
  ])('a share %s', (_, part, whole, text) => expect(shareText(part, whole)).toBe(text))
})

describe('per cent', () => {
  it.each([
    ['nothing yet', 0, 100, 0],
    ['not all is not 100', 9999, 10_000, 99],
    ['all', 100, 100, 100],
    ['more than all', 120, 100, 100],
    ['no whole', 5, null, null],
    ['an empty whole', 0, 0, null],
  ])('%s', (_, part, whole, percent) => expect(percentOf(part, whole)).toBe(percent))
})

describe('time left', () => {
  it.each([
    ['seconds', 0, 10e6, 1e6, 'about 10 s left'],
    ['never none', 9.99e6, 10e6, 1e6, 'about 1 s left'],
    ['minutes', 0, 600e6, 1e6, 'about 10 min left'],
    ['hours', 0, 18_000e6, 1e6, 'about 5 h left'],
    ['nothing comes', 0, 10e6, 0, ''],
    ['all is here', 10e6, 10e6, 1e6, ''],
    ['no known end', 1, null, 1e6, ''],
  ])('%s', (_, part, whole, speed, text) => expect(leftText(part, whole, speed)).toBe(text))
})

it.each([
  [4.25, '4.3 ms'],
  [38.4, '38 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [41_300, '41.3 s'],
])('%d milliseconds', (milliseconds, text) => expect(millisecondsText(milliseconds)).toBe(text))
