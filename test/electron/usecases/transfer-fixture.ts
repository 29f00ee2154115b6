import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createMask, type Rle } from '#core/mask/mask'
import { rleFromMask } from '#core/mask/rle'
import { editFromStates } from '#core/annotation/edit'
import { emptyRle } from '#core/mask/rle'
import type { Studio } from '#electron/usecases/studio'
import type { Job } from '#rpc/schemas/system'
import type { ExportResult, ImportResult } from '#rpc/schemas/project'
import { writePicture } from './pictures-fixture.ts'
import { callerOf, finishedJob, tempFolder, testStudio, type Caller } from './studio-fixture.ts'

export const size = { width: 40, height: 30 }

/** A frame of ones with a hole, and a speck apart. */
export function ringMask(x: number): Rle {
  const mask = createMask(size)
  for (let j = 5; j < 20; j++)
    for (let i = x; i < x + 10; i++)
      if (j < 8 || j > 16 || i < x + 3 || i > x + 6) mask.bits[j * size.width + i] = 1
  mask.bits[29 * size.width + 39] = 1
  return rleFromMask(mask)
}

export function blockMask(x0: number, y0: number, x1: number, y1: number): Rle {
  const mask = createMask(size)
  for (let y = y0; y < y1; y++) mask.bits.fill(1, y * size.width + x0, y * size.width + x1)
  return rleFromMask(mask)
}

export type Place = {
  readonly folder: string
  readonly photos: string
  readonly studio: Studio
  readonly call: Caller
}

/** A new project beside a folder of `count` photographs of 40 × 30, none of them imported. */
export async function newPlace(count = 3): Promise<Place> {
  const folder = tempFolder()
  const photos = join(folder, 'photos')
  mkdirSync(photos)
  for (let i = 1; i <= count; i++) await writePicture(join(photos, `${i}.png`), i, size)
  const studio = testStudio(folder)
  const call = callerOf(studio)
  await call('project.create', { path: join(folder, 'p.reaseg') })
  return { folder, photos, studio, call }
}

/** Draws, saves and accepts. */
export async function annotate(
  { call }: Place,
  sample: number,
  masks: { readonly target?: Rle; readonly ignore?: Rle },
): Promise<void> {
  let { revision } = (await call('samples.get', { sample })).draft
  for (const layer of ['target', 'ignore'] as const) {
    const mask = masks[layer]
    if (mask === undefined) continue
    const edit = editFromStates(emptyRle(size), mask, { layer, tool: 'brush', params: {} })
    const draft = await call('edits.push', {
      sample,
      revision,
      edits: [structuredClone(edit) as never],
    })
    revision = draft.revision
  }
  await call('annotations.save', { sample, revision, status: 'accepted' })
}

/** Three photographs with five samples: a ring, a block with ignore and every field, no target, one not accepted, one bare. */
export async function filledPlace(): Promise<Place> {
  const place = await newPlace()
  const { call, studio, photos } = place
  await finishedJob(studio, call('images.import', { folder: photos, addSamples: false }))
  const images = (await call('images.list')).rows.map(({ id }) => id)
  const add = async (image: number, fields: { query: string } & Record<string, unknown>) =>
    (await call('samples.add', { image: images[image]!, fields })).id
  await add(0, { query: 'not accepted' })
  await annotate(place, await add(0, { query: 'the ring “\\” ✨', target: 'ring' }), {
    target: ringMask(4),
  })
  await annotate(
    place,
    await add(1, {
      query: 'what could protect the snail?',
      variants: ['its home?', 'its shield?'],
      target: 'shell',
      synonyms: ['house'],
      attributes: ['brown', 'round'],
      category: 'knowledge',
      components: ['function'],
      split: 'val',
      answer: 'its shell',
      rationale: 'snails withdraw into it',
    }),
    { target: blockMask(3, 4, 20, 9), ignore: blockMask(25, 0, 30, 30) },
  )
  await call('annotations.noTarget', {
    sample: await add(2, { query: 'a dragon?', target: 'dragon' }),
  })
  await annotate(place, await add(2, { query: 'something', isSentence: false }), {
    target: ringMask(20),
  })
  return place
}

export async function exported(
  { studio, call }: Place,
  out: string,
  options: { readonly segmentation?: 'rle' | 'polygon'; readonly overwrite?: boolean } = {},
): Promise<ExportResult> {
  const job = await finishedJob(
    studio,
    call('transfer.export', {
      format: 'coco',
      out,
      overwrite: options.overwrite,
      options: { segmentation: options.segmentation },
    }),
  )
  return resultOf(job) as ExportResult
}

export async function imported(
  { studio, call, photos }: Place,
  file: string,
  options: { readonly strict?: boolean; readonly images?: string } = {},
): Promise<Job> {
  return finishedJob(
    studio,
    call('transfer.import', { format: 'coco', path: file, images: photos, ...options }),
  )
}

export function resultOf(job: Job): unknown {
  if (job.state !== 'done') throw new Error(`${job.state}: ${JSON.stringify(job.error)}`)
  return job.result
}

export function importResult(job: Job): ImportResult {
  return resultOf(job) as ImportResult
}

/** A COCO file with one category and three images, over whatever is given. */
export function writeCoco(folder: string, parts: Record<string, unknown>): string {
  const file = join(folder, 'foreign.json')
  const whole = {
    info: {},
    images: [1, 2, 3].map((i) => ({ id: i * 100, ...size, file_name: `${i}.png` })),
    categories: [{ id: 7, name: 'traffic light', supercategory: 'outdoor' }],
    ...parts,
  }
  writeFileSync(file, JSON.stringify(whole))
  return file
}

export function cocoAnnotation(id: number, change: Record<string, unknown> = {}) {
  return {
    id,
    image_id: 100,
    category_id: 7,
    segmentation: ringMask(4),
    area: 1,
    bbox: [0, 0, 1, 1],
    iscrowd: 0,
    ...change,
  }
}
