import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GridSettings } from '#core/grid/grid'
import { stripEdges } from '#core/grid/lines'
import { describeOverlay } from '#core/grid/overlay'
import { paintGridPrompt } from '#electron/files/overlay-painter'

/** Pictures of the plain grey image with the default grid, looked at by eye once; a quarter of the frame's side. */
const goldenFolder = fileURLToPath(new URL('../../fixtures/grid/', import.meta.url))
const grey = { r: 90, g: 90, b: 90 }
let folder = ''
let plain = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overlay-'))
  plain = join(folder, 'plain.png')
  await sharp({ create: { width: 640, height: 360, channels: 3, background: grey } }).toFile(plain)
})
afterAll(() => rm(folder, { recursive: true }))

async function paint(settings: GridSettings, path = plain) {
  const pictures = await paintGridPrompt(path, settings)
  return Promise.all(
    pictures.map(async ({ name, png }) => {
      const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
      expect([info.width, info.height, info.channels]).toEqual([1000, 1000, 3])
      const at = (x: number, y: number) => [
        ...data.subarray((y * 1000 + x) * 3, (y * 1000 + x) * 3 + 3),
      ]
      return { name, png, at }
    }),
  )
}

const isGreen = ([r = 0, g = 0, b = 0]: number[]) => g > 180 && g > r + 100 && g > b + 100
const isWhite = (rgb: number[]) => Math.min(...rgb) > 235
const isDark = (rgb: number[]) => Math.max(...rgb) < 40
const isPlain = (rgb: number[]) => rgb.every((value) => Math.abs(value - 90) <= 2)

const cases = [2, 5, 9, 13, 20].flatMap((n) =>
  (['split', 'grid', 'none'] as const).flatMap((style) =>
    [false, true].map((shift): GridSettings => ({ n, style, shift })),
  ),
)

describe.each(cases)('n = $n, $style, shift $shift', (settings) => {
  it('has its lines and numbers where the description says, and the photograph elsewhere', async () => {
    for (const { name, at } of await paint(settings)) {
      if (name === 'bare') {
        expect([at(0, 0), at(500, 500), at(999, 999)].every(isPlain)).toBe(true)
        continue
      }
      const edges = stripEdges(settings)
        .slice(0, -1)
        .map((edge) => Math.round(edge * 1000))
      const gap = Math.round(1000 / settings.n / 4 / (settings.shift ? 2 : 1))
      for (const edge of edges) {
        if (name !== 'columns') expect(at(gap, edge)).toSatisfy(isGreen)
        if (name !== 'rows') expect(at(edge, gap)).toSatisfy(isGreen)
      }
      if (name === 'rows') expect(at(2, gap)).toSatisfy(isPlain)
      if (name === 'columns') expect(at(gap, 2)).toSatisfy(isPlain)
      for (const { strokes, size } of describeOverlay(settings, name).labels.filter(
        ({ size }) => size >= 15,
      )) {
        const [x = 0, y = 0] = strokes[0] ?? []
        expect(at(Math.floor(x), Math.floor(y))).toSatisfy(isWhite)
        if (size < 30) continue
        const points = strokes.flatMap((stroke) =>
          stroke.flatMap((value, k) => (k % 2 === 0 ? [[value, stroke[k + 1] ?? 0] as const] : [])),
        )
        const [topX, topY] = points.reduce((top, point) => (point[1] < top[1] ? point : top))
        expect(at(Math.floor(topX), Math.floor(topY - 0.12 * size))).toSatisfy(isDark)
      }
    }
  })
})

it.each([
  { settings: { n: 9, style: 'split', shift: false } },
  { settings: { n: 9, style: 'grid', shift: false } },
  { settings: { n: 5, style: 'split', shift: true } },
] as { settings: GridSettings }[])('looks as it looked: $settings', async ({ settings }) => {
  for (const { name, png } of await paint(settings)) {
    const file = join(goldenFolder, `${name}-${settings.n}${settings.shift ? '-shift' : ''}.png`)
    const [expected, actual] = await Promise.all([
      sharp(await readFile(file))
        .removeAlpha()
        .toColourspace('srgb')
        .raw()
        .toBuffer(),
      sharp(png).resize(250, 250, { kernel: 'linear' }).raw().toBuffer(),
    ])
    expect(actual.length).toBe(expected.length)
    const differ = actual.filter((value, i) => Math.abs(value - (expected[i] ?? 0)) > 40).length
    expect(differ / actual.length).toBeLessThan(0.001)
  }
})

describe('the photograph', () => {
  it('is upright, flattened and stretched to the whole frame', async () => {
    const path = join(folder, 'turned.jpg')
    const left = {
      input: { create: { width: 40, height: 60, channels: 3, background: '#f00' } },
      left: 0,
      top: 0,
    } as const
    await sharp({ create: { width: 80, height: 60, channels: 3, background: '#00f' } })
      .composite([left])
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100 })
      .toFile(path)
    const [bare] = await paint({ n: 9, style: 'none', shift: false }, path)
    expect(bare!.at(500, 100)[0]).toBeGreaterThan(240)
    expect(bare!.at(500, 900)[2]).toBeGreaterThan(240)
    const clear = join(folder, 'clear.png')
    await sharp({ create: { width: 10, height: 10, channels: 4, background: '#0000' } }).toFile(
      clear,
    )
    expect((await paint({ n: 9, style: 'none', shift: false }, clear))[0]!.at(3, 3)).toEqual([
      128, 128, 128,
    ])
  })

  it('that is missing or broken is named', async () => {
    const settings = { n: 9, style: 'none', shift: false } as const
    await expect(paintGridPrompt(join(folder, 'nowhere.png'), settings)).rejects.toMatchObject({
      error: { code: 'image_missing' },
    })
    const broken = join(folder, 'broken.png')
    await writeFile(broken, (await readFile(plain)).subarray(0, 60))
    await expect(paintGridPrompt(broken, settings)).rejects.toMatchObject({
      error: { code: 'image_unreadable' },
    })
  })
})
