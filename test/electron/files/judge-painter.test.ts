import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Size } from '#core/geometry/size'
import { createMask, type Mask } from '#core/mask/mask'
import { rasterOf } from '#core/mask/raster'
import { fullRle, rleFromCounts, rleFromMask } from '#core/mask/rle'
import { outlineColours, paintBinaryMask, paintOutlines } from '#electron/files/judge-painter'
import { discMask, maskIou } from '../../fixtures/pictures.ts'

const size: Size = { width: 640, height: 400 }
const disc = (x: number, y: number, r: number, of = size) => rleFromMask(discMask(of, { x, y, r }))

async function rawOf(png: Uint8Array) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
  return { data, ...info }
}

async function whiteOf(png: Uint8Array): Promise<Mask> {
  expect(await sharp(png).metadata()).toMatchObject({ channels: 1, space: 'b-w', depth: 'uchar' })
  const { data, info } = await sharp(png)
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true })
  expect(data.every((value) => value === 0 || value === 255)).toBe(true)
  const shown = { width: info.width, height: info.height }
  return { size: shown, bits: Uint8Array.from(data, (value) => value / 255) }
}

describe('a binary mask', () => {
  it.each([1000, 640, 333])(
    'is the mask stretched over a square of %i, white on black',
    async (side) => {
      const rle = disc(200, 150, 90)
      const white = await whiteOf(await paintBinaryMask(rle, side))
      expect(white.size).toEqual({ width: side, height: side })
      expect(maskIou(white, rasterOf(rle, white.size))).toBe(1)
      const truth = createMask(white.size)
      for (let y = 0; y < side; y++)
        for (let x = 0; x < side; x++) {
          const [u, v] = [((x + 0.5) / side) * 640, ((y + 0.5) / side) * 400]
          truth.bits[y * side + x] = (u - 200) ** 2 + (v - 150) ** 2 <= 90 ** 2 ? 1 : 0
        }
      expect(maskIou(white, truth)).toBeGreaterThan(0.985)
    },
  )

  it('of a large image is drawn at its small size, and a speck of it is not lost', async () => {
    const large = { width: 9000, height: 7000 }
    // Two pixels of the one column that is in the middle.
    const before = 4500 * 7000 + 3500
    const speck = rleFromCounts(large, [before, 2, 9000 * 7000 - before - 2])
    const white = await whiteOf(await paintBinaryMask(speck, 1000))
    expect(white.bits.reduce((sum, bit) => sum + bit, 0)).toBeGreaterThan(0)
    expect(white.bits[500 * 1000 + 500]).toBe(1)
  })

  it('is the same bytes again, and all black or white at the ends', async () => {
    const rle = disc(300, 200, 50)
    expect(await paintBinaryMask(rle, 500)).toEqual(await paintBinaryMask(rle, 500))
    const empty = rleFromMask(createMask(size))
    expect((await whiteOf(await paintBinaryMask(empty, 100))).bits).not.toContain(1)
    expect((await whiteOf(await paintBinaryMask(fullRle(size), 100))).bits).not.toContain(0)
  })
})

describe('numbered outlines', () => {
  const side = 1000
  let grey: Buffer
  beforeAll(async () => {
    grey = await sharp({
      create: { width: side, height: side, channels: 3, background: '#5a5a5a' },
    })
      .png()
      .toBuffer()
  })

  /** Which colour of the list each pixel is, −1 for none. */
  async function coloursOf(png: Uint8Array) {
    const { data, width, channels } = await rawOf(png)
    expect([width, channels]).toEqual([side, 3])
    return Array.from({ length: side * side }, (_, i) =>
      outlineColours.findIndex(
        ({ r, g, b }) => data[3 * i] === r && data[3 * i + 1] === g && data[3 * i + 2] === b,
      ),
    )
  }

  const five = [
    disc(100, 100, 60),
    disc(300, 100, 60),
    disc(500, 100, 60),
    disc(100, 300, 60),
    disc(400, 300, 60),
  ]

  it('have a colour of their own each, drawn just inside the mask, with a filled badge in it', async () => {
    const colours = await coloursOf(await paintOutlines(grey, five))
    for (const [k, rle] of five.entries()) {
      const mask = rasterOf(rle, { width: side, height: side })
      const places = colours.flatMap((colour, i) => (colour === k ? [i] : []))
      expect(places.length).toBeGreaterThan(800)
      expect(places.every((i) => mask.bits[i] === 1)).toBe(true)
      for (let y = 0; y < side; y++) {
        const row = mask.bits.subarray(y * side, (y + 1) * side)
        const first = row.indexOf(1)
        if (first >= 0) expect(colours[y * side + first]).toBe(k)
      }
      const middle = mask.bits.reduce(
        ([sum, n], bit, i) => (bit === 1 ? [sum! + (i % side), n! + 1] : [sum!, n!]),
        [0, 0],
      )
      const column = Math.round(middle[0]! / middle[1]!)
      const badge = places.filter((i) => Math.abs((i % side) - column) < 19)
      expect(badge.length).toBeGreaterThan(600)
    }
  })

  it('leave the rest of the picture as it is', async () => {
    const { data } = await rawOf(await paintOutlines(grey, [disc(100, 100, 40)]))
    for (const [x, y] of [
      [5, 5],
      [900, 900],
      [500, 250],
    ] as const)
      expect([...data.subarray((y * side + x) * 3, (y * side + x) * 3 + 3)]).toEqual([90, 90, 90])
  })

  it('that run together show both colours in turns', async () => {
    const colours = await coloursOf(
      await paintOutlines(grey, [disc(300, 200, 90), disc(300, 200, 90)]),
    )
    const counts = [0, 1].map((k) => colours.filter((colour) => colour === k).length)
    expect(Math.min(...counts)).toBeGreaterThan(0.6 * Math.max(...counts))
  })

  it('bear their number: other digits, other pixels, and none where none is wanted', async () => {
    const same = disc(300, 200, 90)
    const empty = rleFromMask(createMask(size))
    const [one, two, none] = await Promise.all([
      paintOutlines(grey, [same]),
      paintOutlines(grey, [empty, same]),
      paintOutlines(grey, [same], { isNumbered: false }),
    ])
    const inside = async (png: Buffer) => {
      const { data } = await rawOf(png)
      const x = Math.round((300 / 640) * side)
      return Array.from({ length: 32 * 32 }, (_, i) => {
        const at = ((500 - 16 + (i >> 5)) * side + x - 16 + (i & 31)) * 3
        return Math.max(data[at]!, data[at + 1]!, data[at + 2]!) < 40 ? 1 : 0
      })
    }
    const [first, second, bare] = [await inside(one), await inside(two), await inside(none)]
    const dark = (all: readonly number[]) => all.filter((bit) => bit === 1).length
    expect(dark(first)).toBeGreaterThan(40)
    expect(dark(second)).toBeGreaterThan(dark(first))
    expect(dark(bare)).toBe(0)
  })

  it('are the same bytes again, of any side', async () => {
    const small = await sharp(grey).resize(300, 300).png().toBuffer()
    const again = await Promise.all([paintOutlines(small, five), paintOutlines(small, five)])
    expect(again[0]).toEqual(again[1])
    expect(await rawOf(again[0])).toMatchObject({ width: 300, height: 300, channels: 3 })
  })

  it('of a mask that fills the picture run along its border', async () => {
    const colours = await coloursOf(
      await paintOutlines(grey, [fullRle(size)], { isNumbered: false }),
    )
    expect([0, side - 1, side * (side - 1), 500 * side].map((i) => colours[i])).toEqual([
      0, 0, 0, 0,
    ])
    expect(colours[500 * side + 500]).toBe(-1)
  })
})
