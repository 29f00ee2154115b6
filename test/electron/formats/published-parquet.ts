import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import sharp from 'sharp'
import { sizeOfRle, type Rle } from '#core/mask/mask'
import { maskFromRle } from '#core/mask/rle'
import { temporaryFolder } from './memory-source.ts'

export const size = { width: 20, height: 14 }

/** A folder with one small picture. */
export async function pictureFolder(): Promise<string> {
  const folder = await temporaryFolder()
  const made = sharp({ create: { ...size, channels: 3, background: '#a63' } })
  await made.png().toFile(join(folder, 'picture.png'))
  return folder
}

export function listsOf(rle: Rle): boolean[][] {
  const { width, height } = sizeOfRle(rle)
  const { bits } = maskFromRle(rle)
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => bits[y * width + x] === 1),
  )
}

const listOf = (name: string, parts: readonly object[]) => [
  { name, repetition_type: 'OPTIONAL', converted_type: 'LIST', num_children: 1 },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  ...parts,
]
const leaf = (name: string, type: string) => ({ name, type, repetition_type: 'OPTIONAL' })
const publishedSchema = [
  { name: 'schema', num_children: 7 },
  { name: 'image', repetition_type: 'OPTIONAL', num_children: 2 },
  leaf('bytes', 'BYTE_ARRAY'),
  { ...leaf('path', 'BYTE_ARRAY'), converted_type: 'UTF8' },
  ...listOf('mask', listOf('element', [leaf('element', 'BOOLEAN')])),
  ...['text', 'image_id', 'ann_id'].map((name) => ({
    ...leaf(name, 'BYTE_ARRAY'),
    converted_type: 'UTF8',
  })),
  leaf('img_height', 'INT64'),
  leaf('img_width', 'INT64'),
]

export type Row = Readonly<Record<string, unknown>>

export async function publishedRow(images: string, mask: unknown, part: Row = {}): Promise<Row> {
  const bytes = new Uint8Array(await readFile(join(images, 'picture.png')))
  const texts = { text: 'the lid', image_id: '7', ann_id: '7.0' }
  return { image: { bytes, path: null }, mask, ...texts, img_height: 14n, img_width: 20n, ...part }
}

/** A file as another program writes it: the columns of the published ReasonSeg sets. */
export async function writePublished(
  rows: readonly Row[],
  more: object = {},
  folder = 'ReasonSeg_val',
) {
  const path = join(await temporaryFolder(), folder)
  await mkdir(join(path, 'data'), { recursive: true })
  const names = ['image', 'mask', 'text', 'image_id', 'ann_id', 'img_height', 'img_width']
  const columnData = names.map((name) => ({
    name,
    data: rows.map((row) => row[name] ?? null),
    encoding: name === 'mask' ? ('PLAIN' as const) : undefined,
  }))
  const given = { columnData, schema: publishedSchema, rowGroupSize: 2, pageSize: 300, ...more }
  const bytes = parquetWriteBuffer(given as never)
  await writeFile(join(path, 'data', 'test-00000-of-00001.parquet'), Buffer.from(bytes))
  return path
}
