import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import type { Size } from '#core/geometry/size'
import type { GridSettings } from '#core/grid/grid'
import { describeOverlay, type Overlay, type OverlayName } from '#core/grid/overlay'
import { numberStrokes } from '#core/grid/digits'
import { maskFromRle } from '#core/mask/rle'
import { svgFromOverlay } from '#electron/files/overlay-painter'
import { readScenes } from '#electron/usecases/demo-scenes'
import {
  caseOf,
  gridPictures,
  readAs,
  replyTo,
  stripsOfMask,
  turnOf,
  type Case,
} from './looking.ts'
import { decodePicture } from './sight/picture.ts'
import { divisionOf } from './sight/strips.ts'

const split = (n: number, shift = false): GridSettings => ({ n, style: 'split', shift })
const grid = (n: number, shift = false): GridSettings => ({ n, style: 'grid', shift })

function sizeOf({ truth }: Case): Size {
  return truth === null ? { width: 3, height: 2 } : maskFromRle(truth).size
}

async function place(of: Case, how: GridSettings, pictures: readonly Uint8Array[]) {
  const { query } = of.sample.fields
  const turn = await turnOf('rsvp-b', 'ask', { grid: how, values: { query }, pictures })
  const { text, thought } = await replyTo([turn])
  const size = sizeOf(of)
  return { ...readAs('plain', text, { ...how, size }), text, thought }
}

/** Rows and columns named, all regions together. */
async function stripsNamed(of: Case, how: GridSettings, pictures: readonly Uint8Array[]) {
  const said = await place(of, how, pictures)
  if (said.kind !== 'regions') return said.rationale
  const strips = said.regions.map((region) => {
    if (region.kind !== 'strips') throw new Error(said.text)
    return region
  })
  const ids = (lists: readonly (readonly number[])[]) =>
    [...new Set(lists.flat())].toSorted((a, b) => a - b)
  return {
    rows: ids(strips.map(({ rows }) => rows)),
    columns: ids(strips.map((one) => one.columns)),
  }
}

describe('the place of the target, read off the pictures', () => {
  const ids = [
    ['snail-dry', split(9)],
    ['pebbles-made', split(13)],
    ['moth-hidden', split(5)],
    ['harbour-last', split(9, true)],
    ['sheep-farthest', split(13, true)],
    ['bottles-cork', split(9)],
    ['washing-holds', split(5, true)],
  ] as const
  test.each(ids)('%s in strips %j', async (id, how) => {
    const of = await caseOf(id)
    const named = await stripsNamed(of, how, await gridPictures(of.scene, how))
    const { surely, atAll } = stripsOfMask(of.truth!, how)
    if (typeof named === 'string') throw new Error(named)
    expect(named.rows).toEqual(expect.arrayContaining(surely.rows))
    expect(named.columns).toEqual(expect.arrayContaining(surely.columns))
    expect(atAll.rows).toEqual(expect.arrayContaining(named.rows))
    expect(atAll.columns).toEqual(expect.arrayContaining(named.columns))
  })

  test.each([
    ['nest-stranger', grid(5)],
    ['desk-door', grid(9)],
    ['cubes-top', grid(9, true)],
    ['forest-warning', grid(13)],
    ['park-lean', grid(13, true)],
  ] as const)('%s in cells %j', async (id, how) => {
    const of = await caseOf(id)
    const said = await place(of, how, await gridPictures(of.scene, how))
    if (said.kind !== 'regions') throw new Error(said.thought)
    const side = how.n + (how.shift ? 1 : 0)
    const cells = said.regions.flatMap((region) => (region.kind === 'cells' ? region.cells : []))
    const { surely, atAll } = stripsOfMask(of.truth!, how)
    const rows = new Set(cells.map((cell) => Math.ceil(cell / side)))
    const columns = new Set(cells.map((cell) => ((cell - 1) % side) + 1))
    expect([...rows]).toEqual(expect.arrayContaining(surely.rows))
    expect([...columns]).toEqual(expect.arrayContaining(surely.columns))
    expect(atAll.rows).toEqual(expect.arrayContaining([...rows]))
    expect(atAll.columns).toEqual(expect.arrayContaining([...columns]))
  })

  test('every scene, every query, as the person who made it marked it', async () => {
    const how = split(9)
    for (const scene of await readScenes()) {
      const pictures = await gridPictures(scene, how)
      for (const sample of scene.samples) {
        const of = { scene, sample, truth: sample.truth }
        const said = await place(of, how, pictures)
        expect(said.kind, sample.id).toBe(sample.hint.kind)
        if (said.kind !== 'regions' || sample.hint.kind !== 'regions') continue
        expect(said.target).toBe(sample.fields.target)
        expect(said.regions, sample.id).toHaveLength(sample.hint.regions.length)
        for (const [i, region] of said.regions.entries()) {
          const hint = sample.hint.regions[i]!
          if (region.kind !== 'strips' || hint.kind !== 'strips') throw new Error(said.text)
          // Marked by the box around the last pixel; the fake lets slivers be.
          expect(hint.rows, sample.id).toEqual(expect.arrayContaining([...region.rows]))
          expect(hint.columns, sample.id).toEqual(expect.arrayContaining([...region.columns]))
        }
      }
    }
  })

  test('a variant of the query, pictures of 768 pixels a side, and JPEG', async () => {
    const of = await caseOf('snail-dry')
    const how = split(9)
    const pictures = await gridPictures(of.scene, how, 768)
    const jpegs = await Promise.all(
      pictures.map((png) => sharp(png).jpeg({ quality: 85 }).toBuffer()),
    )
    const values = { query: of.sample.fields.variants[0]! }
    const turn = await turnOf('rsvp-b', 'ask', { grid: how, values, pictures: jpegs })
    const said = readAs('plain', (await replyTo([turn])).text, { ...how, size: sizeOf(of) })
    expect(said).toMatchObject({
      kind: 'regions',
      regions: [{ rows: [1, 2, 3, 4, 5, 6], columns: [5, 6, 7, 8, 9] }],
    })
  })

  test('without a grid, a box around each object', async () => {
    const of = await caseOf('pebbles-made')
    const how: GridSettings = { n: 9, style: 'none', shift: false }
    const said = await place(of, how, await gridPictures(of.scene, how))
    expect(said).toMatchObject({ kind: 'regions', regions: [{ kind: 'box' }] })
    const box =
      said.kind === 'regions' && said.regions[0]?.kind === 'box' ? said.regions[0].box : null
    const { surely } = stripsOfMask(of.truth!, split(13))
    expect(Math.floor((box!.y0 / sizeOf(of).height) * 13) + 1).toBe(surely.rows[0])
    expect(Math.floor((box!.x0 / sizeOf(of).width) * 13) + 1).toBe(surely.columns[0])
  })
})

describe('pictures that are not as they should be change the answer', () => {
  const how = split(9)

  /** The pictures of a case with overlays that were tampered with. */
  async function tampered(of: Case, change: (overlay: Overlay, name: OverlayName) => Overlay) {
    const [bare] = await gridPictures(of.scene, { ...how, style: 'none' })
    return Promise.all(
      (['rows', 'columns'] as const).map((name) =>
        sharp(bare)
          .composite([
            { input: Buffer.from(svgFromOverlay(change(describeOverlay(how, name), name))) },
          ])
          .png()
          .toBuffer(),
      ),
    )
  }
  const honest = { rows: [4, 5, 6], columns: [5, 6, 7] }
  const egg = () => caseOf('nest-stranger')

  test('as it should be', async () => {
    const of = await egg()
    expect(await stripsNamed(of, how, await tampered(of, (overlay) => overlay))).toEqual(honest)
  })

  test('a line that is elsewhere', async () => {
    const of = await egg()
    const pictures = await tampered(of, (overlay, name) => {
      if (name === 'columns') return overlay
      const moved = overlay.lines.map((line, i) =>
        i === 4 ? { ...line, y0: line.y0 - 90, y1: line.y1 - 90 } : line,
      )
      return { ...overlay, lines: moved }
    })
    const { rows } = (await stripsNamed(of, how, pictures)) as typeof honest
    expect(rows).not.toEqual(honest.rows)
  })

  test('all lines shifted under numbers that stay', async () => {
    const of = await egg()
    const shifted = split(9, true)
    const pictures = await tampered(of, (overlay, name) => ({
      ...overlay,
      lines: describeOverlay(shifted, name).lines,
    }))
    expect(await stripsNamed(of, how, pictures)).not.toEqual(honest)
  })

  test('a line that is missing', async () => {
    const of = await egg()
    const pictures = await tampered(of, (overlay) => ({
      ...overlay,
      lines: overlay.lines.filter((_, i) => i !== 3),
    }))
    expect(await stripsNamed(of, how, pictures)).not.toEqual(honest)
  })

  test('rows and columns in the wrong order', async () => {
    const of = await egg()
    const pictures = await gridPictures(of.scene, how)
    expect(await stripsNamed(of, how, pictures.toReversed())).toEqual({
      rows: honest.columns,
      columns: honest.rows,
    })
  })

  test('numbers that count from the other end', async () => {
    const of = await egg()
    const pictures = await tampered(of, (overlay) => ({
      ...overlay,
      labels: relabelled(overlay, (id) => 10 - id),
    }))
    expect(await stripsNamed(of, how, pictures)).toEqual({ rows: [4, 5, 6], columns: [3, 4, 5] })
  })

  test('numbers that count from zero', async () => {
    const of = await egg()
    const pictures = await tampered(of, (overlay) => ({
      ...overlay,
      labels: relabelled(overlay, (id) => id - 1),
    }))
    expect(await stripsNamed(of, how, pictures)).toEqual({ rows: [3, 4, 5], columns: [4, 5, 6] })
  })

  test('no numbers', async () => {
    const of = await egg()
    const pictures = await tampered(of, (overlay) => ({ ...overlay, labels: [] }))
    expect(await stripsNamed(of, how, pictures)).toMatch(/no numbers/)
  })

  test('cells whose numbers run down instead of along', async () => {
    const of = await egg()
    const cells = grid(5)
    const [bare] = await gridPictures(of.scene, { ...how, style: 'none' })
    const overlay = describeOverlay(cells, 'cells')
    const turned = (id: number) => ((id - 1) % 5) * 5 + Math.floor((id - 1) / 5) + 1
    const labels = relabelled(overlay, turned)
    const picture = await sharp(bare)
      .composite([{ input: Buffer.from(svgFromOverlay({ ...overlay, labels })) }])
      .png()
      .toBuffer()
    const right = await place(of, cells, await gridPictures(of.scene, cells))
    const wrong = await place(of, cells, [picture])
    const named = (said: typeof right) =>
      said.kind === 'regions' && said.regions[0]?.kind === 'cells' ? said.regions[0].cells : []
    expect(named(right).length).toBeGreaterThan(0)
    expect(named(wrong)).toEqual(
      named(right)
        .map(turned)
        .toSorted((a, b) => a - b),
    )
  })

  test('a photograph that is turned, mirrored, cut off or put into bars is not recognised', async () => {
    const of = await caseOf('snail-dry')
    const [bare] = await gridPictures(of.scene, { ...how, style: 'none' })
    const lines = svgFromOverlay(describeOverlay(how, 'rows'))
    const wrong = [
      sharp(bare).rotate(180),
      sharp(bare).flop(),
      sharp(bare)
        .extract({ left: 150, top: 0, width: 850, height: 1000 })
        .resize(1000, 1000, { fit: 'fill' }),
      sharp(bare).resize(1000, 667, { fit: 'fill' }).extend({ top: 166, bottom: 167 }),
    ]
    for (const image of wrong) {
      const one = await image.png().toBuffer()
      const picture = await sharp(one)
        .composite([{ input: Buffer.from(lines) }])
        .png()
        .toBuffer()
      expect(await stripsNamed(of, how, [picture, picture])).toBe('I do not recognise the picture.')
    }
  })

  test('two pictures of different scenes', async () => {
    const of = await caseOf('snail-dry')
    const other = await caseOf('moth-hidden')
    const [rows] = await gridPictures(of.scene, how)
    const [, columns] = await gridPictures(other.scene, how)
    expect(await stripsNamed(of, how, [rows!, columns!])).toBe('I do not recognise the picture.')
  })

  test('a query about another scene', async () => {
    const of = await caseOf('snail-dry')
    const other = await caseOf('moth-hidden')
    const mixed = { ...other, sample: of.sample }
    expect(await stripsNamed(mixed, how, await gridPictures(other.scene, how))).toBe(
      'Nothing here answers this query.',
    )
  })
})

/** The numbers of an overlay exchanged for others of the same size. */
function relabelled({ labels }: Overlay, change: (id: number) => number): Overlay['labels'] {
  return labels.map(({ text, x, y, size }) => {
    const other = String(change(Number(text)))
    return { text: other, x, y, size, strokes: numberStrokes(other, { x, y, size }) }
  })
}

test('every number of every grid is read', async () => {
  const of = await caseOf('forest-warning')
  for (const how of [split(5), split(13, true), split(20), grid(9), grid(13, true), grid(20)]) {
    const strips = how.n + (how.shift ? 1 : 0)
    for (const [i, png] of (await gridPictures(of.scene, how)).entries()) {
      const division = divisionOf(await decodePicture(png))
      const count = how.style === 'grid' ? strips ** 2 : strips
      const all = Array.from({ length: count }, (_, k) => k + 1)
      if (division.kind === 'undivided') throw new Error('no lines')
      const ids = division.kind === 'cells' ? division.cells : division.strips
      expect(division.kind).toBe(how.style === 'grid' ? 'cells' : ['rows', 'columns'][i])
      expect(ids.map(({ id }) => id)).toEqual(all)
    }
  }
})
