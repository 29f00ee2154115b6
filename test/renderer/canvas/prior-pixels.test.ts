import { describe, expect, it } from 'vitest'
import { heatTable, priorPixels, priorStops } from '../../../renderer/canvas/prior-pixels.ts'

const flat = (weight: number) => Array.from({ length: 1024 }, () => weight)

describe('priorPixels', () => {
  it.each([
    ['nothing expected is not seen', 0, [0x0d, 0x08, 0x87, 0]],
    ['full expectation', 1, [0xf0, 0xf9, 0x21, 140]],
  ])('%s', (_, weight, pixel) => {
    const pixels = priorPixels(flat(weight), 8)
    expect(pixels).toHaveLength(8 * 8 * 4)
    expect([...pixels.subarray(36, 40)]).toEqual(pixel)
  })
  it('is smooth between the cells and grows with the weight', () => {
    const weights = Array.from({ length: 1024 }, (_, i) => (i % 32) / 31)
    const row = priorPixels(weights, 64).subarray(0, 64 * 4)
    const alphas = Array.from({ length: 64 }, (_, x) => row[x * 4 + 3] ?? 0)
    expect(alphas).toEqual(alphas.toSorted((a, b) => a - b))
    expect(new Set(alphas).size).toBeGreaterThan(25)
  })
  it('draws nothing below the threshold, and the rest as without one', () => {
    const weights = Array.from({ length: 1024 }, (_, i) => (i % 32) / 31)
    const [all, high] = [priorPixels(weights, 32), priorPixels(weights, 32, 0.5)]
    const pixelAt = (pixels: Uint8ClampedArray, x: number) => [...pixels.subarray(x * 4, x * 4 + 4)]
    expect([pixelAt(high, 15), pixelAt(high, 16)]).toEqual([[0, 0, 0, 0], pixelAt(all, 16)])
  })
  it('puts a cell where it lies', () => {
    const weights = flat(0)
    weights[5 * 32 + 20] = 1
    const pixels = priorPixels(weights, 32)
    const seen = Array.from({ length: 1024 }, (_, i) => i).filter(
      (i) => (pixels[i * 4 + 3] ?? 0) > 0,
    )
    expect(seen).toEqual([5 * 32 + 20])
  })
})

describe('heatTable', () => {
  it('runs from the first stop to the last', () => {
    const hex = (at: number) =>
      `#${[...heatTable.subarray(at, at + 3)].map((v) => v.toString(16).padStart(2, '0')).join('')}`
    expect(hex(0)).toBe(priorStops[0])
    expect(hex(255 * 3)).toBe(priorStops.at(-1))
  })
})
