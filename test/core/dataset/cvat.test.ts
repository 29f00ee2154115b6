import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  cvatMaskFromRle,
  parseCvatBox,
  parseCvatMask,
  parseCvatPolygon,
  rleFromCvatMask,
} from '#core/dataset/cvat'
import { emptyRle, parseRle } from '#core/mask/rle'
import { rleArea } from '#core/mask/rle-ops'
import { rleFromPolygons } from '#core/mask/polygon'
import { unwrap } from '#models/failure'
import { randomRle } from '../../electron/formats/memory-source.ts'
import { randomFrom } from '../../soak/random.ts'
import { rounds } from '../../soak/scale.ts'

const vectors = new URL('../../fixtures/vectors/', import.meta.url)
const read = (name: string) => JSON.parse(readFileSync(new URL(name, vectors), 'utf8'))
const masks: { id: string; w: number; h: number; counts: number[] }[] = read('coco-rle.json').masks
const given: { mask: string; xml: Record<string, string>; sdk_points: number[] }[] =
  read('other-encodings.json').cvat_mask

test.each(given)('$mask is written and read as CVAT does', ({ mask, xml, sdk_points }) => {
  const { w, h, counts } = masks.find(({ id }) => id === mask)!
  const rle = unwrap(parseRle({ size: [h, w], counts }))
  const made = cvatMaskFromRle(rle)!
  expect(made.runs.join(', ')).toBe(xml['rle'])
  const { left, top, width, height } = made
  expect({ left, top, width, height }).toEqual({
    left: Number(xml['left']),
    top: Number(xml['top']),
    width: Number(xml['width']),
    height: Number(xml['height']),
  })
  expect([...made.runs, left, top, left + width - 1, top + height - 1]).toEqual(sdk_points)
  expect(parseCvatMask(xml, { width: w, height: h })).toEqual({ ok: true, value: rle })
})

test('any mask comes back', () => {
  const random = randomFrom(51)
  for (let i = 0; i < rounds(4000); i++) {
    const size = { width: random.below(30) + 1, height: random.below(30) + 1 }
    const rle = randomRle(random, size)
    const made = cvatMaskFromRle(rle)
    if (made === null) expect(rle).toEqual(emptyRle(size))
    else expect(unwrap(rleFromCvatMask(made, size))).toEqual(rle)
  }
})

const size = { width: 10, height: 8 }
const box = { left: '1', top: '1', width: '2', height: '2' }
const bad = [
  ['runs that are too few', { ...box, rle: '0, 3' }, 'add up to 3'],
  ['runs that are negative', { ...box, rle: '-1, 5' }, 'not whole'],
  ['no runs', { ...box, rle: '' }, 'not whole'],
  ['a box without sides', { ...box, width: '0', rle: '0' }, 'left, top'],
  ['NaN', { ...box, left: 'NaN', rle: '0, 4' }, 'left, top'],
  ['a box outside', { ...box, left: '9', rle: '0, 4' }, 'inside the image'],
  ['too many runs', { ...box, rle: '0,'.repeat(2000) }, 'too many'],
] as const

test.each(bad)('%s', (_, xml, words) => {
  const parsed = parseCvatMask(xml, size)
  expect(!parsed.ok && parsed.error.message).toContain(words)
})

test('polygons and boxes by COCO’s rule', () => {
  const points = '1.00,1.00;6.50,1.25;3.00,7.00'
  const ring = [1, 1, 6.5, 1.25, 3, 7]
  expect(unwrap(parseCvatPolygon({ points }, size))).toEqual(rleFromPolygons([ring], size))
  const upright = { xtl: '2', ytl: '1', xbr: '6', ybr: '4' }
  expect(rleArea(unwrap(parseCvatBox(upright, size)))).toBe(12)
  const turned = unwrap(parseCvatBox({ ...upright, ybr: '3', rotation: '90' }, size))
  expect(turned).toEqual(unwrap(parseCvatBox({ xtl: '3', ytl: '0', xbr: '5', ybr: '4' }, size)))
})

const badShapes = [
  ['two points', '1,1;2,2'],
  ['a point of three', '1,1;2,2,3;4,4'],
  ['words', 'a,b;c,d;e,f'],
  ['infinity', '1,1;2,1e999;3,3'],
] as const

test.each(badShapes)('a polygon of %s is bad', (_, points) => {
  expect(parseCvatPolygon({ points }, size)).toMatchObject({ ok: false })
})
