import { readFile } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import { expect, test } from 'vitest'
import { drawIcon, iconFile, icons } from './draw-icons.ts'

test.each(icons)('%s is icon.svg at %i px', async (name, side) => {
  const kept = sharp(await readFile(iconFile(name)))
  expect(await kept.metadata()).toMatchObject({ width: side, height: side, format: 'png' })
  const pixels = async (image: Sharp) => image.ensureAlpha().raw().toBuffer()
  const [a, b] = [await pixels(kept), await pixels(sharp(await drawIcon(side)))]
  expect(a.length).toBe(b.length)
  const difference = a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length
  expect(difference).toBeLessThan(1)
  // A corner is see-through, the middle of the mask is not.
  expect([a[3], a[side * side * 2 + side * 2 + 3]]).toEqual([0, 255])
})
