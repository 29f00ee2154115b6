import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { z } from 'zod'
import { decodePicture, type Bits, type Picture } from './picture.ts'

const span = z.tuple([z.int(), z.int()])
const regionSchema = z.object({ grid: z.int(), rows: span, columns: span })

const scenesSchema = z.object({
  scenes: z.array(
    z.object({
      id: z.string(),
      file: z.string(),
      samples: z.array(
        z.object({
          id: z.string(),
          query: z.string(),
          variants: z.array(z.string()),
          target: z.string(),
          synonyms: z.array(z.string()),
          attributes: z.array(z.string()),
          answer: z.string(),
          rationale: z.string(),
          regions: z.array(regionSchema).optional(),
          mask: z.object({ size: z.tuple([z.int(), z.int()]), counts: z.string() }).optional(),
        }),
      ),
    }),
  ),
})

/** What is asked about a scene, and what answers it. */
export type KnownQuery = {
  readonly id: string
  readonly texts: readonly string[]
  readonly target: string
  readonly synonyms: readonly string[]
  readonly attributes: readonly string[]
  readonly answer: string
  readonly rationale: string
  /** The objects that answer it, each in the size of the scene; none: nothing does. */
  readonly objects: readonly Bits[]
}

export type KnownScene = {
  readonly id: string
  /** Seen through a square frame. */
  readonly thumb: Thumb
  readonly queries: readonly KnownQuery[]
}

const folder = new URL('../../../../resources/samples/', import.meta.url)
let known: Promise<readonly KnownScene[]> | null = null

/** The sample scenes with their truths, read once. */
export function knownScenes(): Promise<readonly KnownScene[]> {
  known ??= readScenes()
  return known
}

async function readScenes(): Promise<readonly KnownScene[]> {
  const text = await readFile(new URL('scenes.json', folder), 'utf8')
  const { scenes } = scenesSchema.parse(JSON.parse(text))
  return Promise.all(
    scenes.map(async ({ id, file, samples }) => {
      const square = sharp(fileURLToPath(new URL(file, folder)))
        .resize(frameSide, frameSide, { fit: 'fill' })
        .png()
      return {
        id,
        thumb: thumbOf(await decodePicture(await square.toBuffer())),
        queries: samples.map(({ query, variants, mask, regions, ...rest }) => ({
          ...rest,
          texts: [query, ...variants],
          objects: mask === undefined ? [] : objectsOf(bitsOfRle(mask), regions ?? []),
        })),
      }
    }),
  )
}

const frameSide = 1000
export const thumbSide = 200

/** R G B of 200 × 200 places of a picture. */
export type Thumb = Float64Array

/** The picture squeezed or stretched into a small square, each place the mean of its pixels. */
export function thumbOf({ width, height, rgb }: Picture): Thumb {
  const sums = new Float64Array(thumbSide * thumbSide * 3)
  const counts = new Float64Array(thumbSide * thumbSide)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const place =
        Math.floor((y * thumbSide) / height) * thumbSide + Math.floor((x * thumbSide) / width)
      counts[place]! += 1
      for (let k = 0; k < 3; k++) sums[3 * place + k]! += rgb[3 * (y * width + x) + k]!
    }
  return sums.map((sum, i) => sum / (counts[Math.floor(i / 3)]! || 1))
}

type RawRegion = z.infer<typeof regionSchema>

/** The mask cut into the objects that the scene lists apart. */
function objectsOf(mask: Bits, regions: readonly RawRegion[]): Bits[] {
  if (regions.length < 2) return [mask]
  const { width, height } = mask
  const parts = regions.map(() => new Uint8Array(width * height))
  for (let i = 0; i < mask.bits.length; i++) {
    if (mask.bits[i] === 0) continue
    const column = Math.floor((((i % width) + 0.5) / width) * 9) + 1
    const row = Math.floor(((Math.floor(i / width) + 0.5) / height) * 9) + 1
    const at = regions.findIndex(
      ({ rows, columns }) =>
        row >= rows[0] && row <= rows[1] && column >= columns[0] && column <= columns[1],
    )
    parts[Math.max(0, at)]![i] = 1
  }
  return parts.map((bits) => ({ width, height, bits }))
}

/** COCO's compressed run lengths: columns from the left, runs of 0 and 1 in turn. */
function bitsOfRle({ size, counts }: { size: readonly [number, number]; counts: string }): Bits {
  const [height, width] = size
  const bits = new Uint8Array(width * height)
  const runs: number[] = []
  for (let at = 0; at < counts.length;) {
    let [value, shift, more] = [0, 0, true]
    while (more) {
      const piece = counts.charCodeAt(at++) - 48
      value |= (piece & 31) << shift
      shift += 5
      more = (piece & 32) !== 0
      if (!more && (piece & 16) !== 0) value |= -1 << shift
    }
    runs.push(runs.length > 2 ? value + runs.at(-2)! : value)
  }
  let place = 0
  for (const [i, run] of runs.entries()) {
    for (let k = place; i % 2 === 1 && k < place + run; k++)
      bits[(k % height) * width + Math.floor(k / height)] = 1
    place += run
  }
  return { width, height, bits }
}
