import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { componentsOf, dropSpecks, fillHoles, holeCount, keepLargest } from '#core/mask/components'
import type { Mask } from '#core/mask/mask'
import { anyMask, maskOfRows, rowsOfMask } from './masks.ts'

/** Parts by flood fill from every pixel in reading order; lists of pixel indices. */
function floodParts({ size, bits }: Mask, value: number, connectivity: 4 | 8): number[][] {
  const seen = new Set<number>()
  const parts: number[][] = []
  const flood = (start: number): number[] => {
    const part = [start]
    seen.add(start)
    for (const at of part) {
      const [x, y] = [at % size.width, Math.floor(at / size.width)]
      for (const [dx, dy] of [
        [-1, 0],
        [1, 0],
        [0, -1],
        [0, 1],
        [-1, -1],
        [1, 1],
        [-1, 1],
        [1, -1],
      ] as const) {
        if (connectivity === 4 && dx !== 0 && dy !== 0) continue
        const [nx, ny] = [x + dx, y + dy]
        if (nx < 0 || ny < 0 || nx >= size.width || ny >= size.height) continue
        const next = ny * size.width + nx
        if (bits[next] !== value || seen.has(next)) continue
        seen.add(next)
        part.push(next)
      }
    }
    return part
  }
  bits.forEach((bit, i) => {
    if (bit === value && !seen.has(i)) parts.push(flood(i))
  })
  return parts
}

const touchesBorder = (part: number[], { width, height }: Mask['size']) =>
  part.some((at) => {
    const [x, y] = [at % width, Math.floor(at / width)]
    return x === 0 || y === 0 || x === width - 1 || y === height - 1
  })

describe('componentsOf', () => {
  it.each([4, 8] as const)('equals a flood fill, connectivity %i', (connectivity) => {
    fc.assert(
      fc.property(anyMask(), (mask) => {
        const found = componentsOf(mask, connectivity)
        const parts = floodParts(mask, 1, connectivity)
        const labels = new Int32Array(mask.bits.length)
        parts.forEach((part, k) => part.forEach((at) => (labels[at] = k + 1)))
        expect(found.count).toBe(parts.length)
        expect(found.labels).toEqual(labels)
        expect(found.areas).toEqual(parts.map((part) => part.length))
        expect(found.boxes).toEqual(
          parts.map((part) => {
            const xs = part.map((at) => at % mask.size.width)
            const ys = part.map((at) => Math.floor(at / mask.size.width))
            return {
              x0: Math.min(...xs),
              y0: Math.min(...ys),
              x1: Math.max(...xs) + 1,
              y1: Math.max(...ys) + 1,
            }
          }),
        )
      }),
      { numRuns: 300 },
    )
  })
})

describe('holes and specks', () => {
  it('fillHoles and holeCount agree with a flood fill', () => {
    fc.assert(
      fc.property(anyMask(), fc.constantFrom(1, 3, Infinity), (mask, maxArea) => {
        const holes = floodParts(mask, 0, 4).filter((part) => !touchesBorder(part, mask.size))
        expect(holeCount(mask)).toBe(holes.length)
        const bits = mask.bits.slice()
        for (const hole of holes) if (hole.length <= maxArea) hole.forEach((at) => (bits[at] = 1))
        expect(fillHoles(mask, maxArea).bits).toEqual(bits)
      }),
    )
  })
  it('dropSpecks and keepLargest agree with a flood fill', () => {
    fc.assert(
      fc.property(anyMask(), fc.integer({ min: 0, max: 6 }), (mask, minArea) => {
        const parts = floodParts(mask, 1, 8)
        const only = (keep: number[][]) => {
          const bits = new Uint8Array(mask.bits.length)
          keep.flat().forEach((at) => (bits[at] = 1))
          return bits
        }
        expect(dropSpecks(mask, minArea).bits).toEqual(
          only(parts.filter((p) => p.length >= minArea)),
        )
        const most = Math.max(0, ...parts.map((p) => p.length))
        const largest = parts.find((p) => p.length === most)
        expect(keepLargest(mask).bits).toEqual(only(largest ? [largest] : []))
      }),
    )
  })
  it('an opening at a corner does not make a hole leak', () => {
    const mask = maskOfRows(['1110', '1011', '1111'])
    expect(rowsOfMask(fillHoles(mask))).toEqual(['1110', '1111', '1111'])
  })
})
