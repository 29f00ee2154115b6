import sharp from 'sharp'
import { expect, test } from 'vitest'
import { labelPng, readLabelPng } from '#electron/files/label-png'
import { randomFrom } from '../../soak/random.ts'
import { rounds } from '../../soak/scale.ts'

const palette = new Uint8Array(256 * 3).map((_, i) => (i * 7) % 256)

function randomValues(random: ReturnType<typeof randomFrom>, count: number, most: number) {
  return Uint8Array.from({ length: count }, () => random.below(most))
}

test('indices come back, whatever the palette; grey levels too', async () => {
  const random = randomFrom(31)
  for (let i = 0; i < rounds(400); i++) {
    const size = { width: random.below(30) + 1, height: random.below(30) + 1 }
    const values = randomValues(random, size.width * size.height, 256)
    const colours = i % 2 === 0 ? palette : null
    const read = await readLabelPng(await labelPng(size, values, colours))
    const kind = i % 2 === 0 ? 'palette' : 'grey'
    expect(read).toEqual({ ok: true, value: { size, kind, values } })
  }
})

test('what we write has the palette’s colours elsewhere', async () => {
  const png = await labelPng({ width: 3, height: 1 }, Uint8Array.of(0, 1, 255), palette)
  const raw = await sharp(png).removeAlpha().raw().toBuffer()
  const colourOf = (i: number) => [...palette.subarray(i * 3, i * 3 + 3)]
  expect([...raw]).toEqual([...colourOf(0), ...colourOf(1), ...colourOf(255)])
})

const size = { width: 13, height: 9 }
const elsewhere = [
  ['grey', 1, {}],
  ['grey, interlaced', 1, { progressive: true }],
  ['red, green, blue', 3, {}],
  ['red, green, blue, all filters', 3, { adaptiveFiltering: true }],
  ['red, green, blue, interlaced', 3, { progressive: true }],
  ['with opacity', 4, { adaptiveFiltering: true }],
] as const

test.each(elsewhere)('a PNG of another program is read: %s', async (_, channels, options) => {
  const values = randomValues(randomFrom(32), size.width * size.height * channels, 256)
  const png = sharp(values, { raw: { ...size, channels } }).png(options)
  const grey = channels === 1 ? png.toColourspace('b-w') : png
  const read = await readLabelPng(await grey.toBuffer())
  const kept = channels === 4 ? values.filter((_v, i) => i % 4 !== 3) : values
  expect(read.ok && read.value.size).toEqual(size)
  expect(read.ok && [...read.value.values]).toEqual([...kept])
})

test('two, four and sixteen levels, and 16 bits', async () => {
  for (const colours of [2, 4, 16]) {
    const flat = Array.from({ length: 117 * 3 }, (_, i) => (Math.floor(i / 3) % colours) * 15)
    const png = await sharp(Uint8Array.from(flat), { raw: { ...size, channels: 3 } })
      .png({ palette: true, colours, dither: 0 })
      .toBuffer()
    const read = await readLabelPng(png)
    expect(read.ok && read.value.kind).toBe('palette')
    expect(read.ok && new Set(read.value.values).size).toBe(colours)
  }
  const wide = Uint16Array.from({ length: 117 }, (_, i) => i * 500)
  const png = sharp(wide, { raw: { ...size, channels: 1 } }).toColourspace('grey16')
  const read = await readLabelPng(await png.png().toBuffer())
  expect(read.ok && [...read.value.values]).toEqual([...wide])
})

test('damaged ones are refused, never thrown for', async () => {
  const whole = await labelPng(size, randomValues(randomFrom(33), 117, 256), palette)
  const seed = 34
  const random = randomFrom(seed)
  for (let i = 0; i < rounds(2000); i++) {
    const bytes = Buffer.from(whole.subarray(0, random.below(whole.length + 1)))
    for (let k = random.below(4); k >= 0 && bytes.length > 0; k--)
      bytes[random.below(Math.min(bytes.length, 60))] = random.below(256)
    const read = await readLabelPng(bytes)
    if (!read.ok) expect(read.error.message, `seed ${seed}, round ${i}`).toMatch(/^it is /)
  }
  const huge = Buffer.from(whole)
  huge.writeUInt32BE(4_000_000, 16)
  huge.writeUInt32BE(4_000_000, 20)
  expect(await readLabelPng(huge)).toMatchObject({ ok: false, error: { code: 'image_too_large' } })
})
