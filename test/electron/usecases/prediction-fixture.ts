import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '#core/random'
import { createMask, type Rle } from '#core/mask/mask'
import { rleFromMask } from '#core/mask/rle'
import type { Params } from '#rpc/contract'
import { predictionsAddedSchema, type PredictionsAdded } from '#rpc/schemas/predictions'
import type { Job } from '#rpc/schemas/system'
import { finishedJob } from './studio-fixture.ts'
import { resultOf, size, type Place } from './transfer-fixture.ts'

type Added = Params<'predictions.add'>

export async function addJob({ studio, call }: Place, params: Added): Promise<Job> {
  return finishedJob(studio, call('predictions.add', params))
}

export async function added(place: Place, params: Added): Promise<PredictionsAdded> {
  return predictionsAddedSchema.parse(resultOf(await addJob(place, params)))
}

/** A file of JSON rows, one a line; texts go in as they are. */
export function rowsFile(folder: string, name: string, rows: readonly unknown[]): string {
  const path = join(folder, name)
  const lines = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row)))
  writeFileSync(path, lines.join('\n'))
  return path
}

/** Blocks here and there, now and then nothing at all. */
export function randomMask(random: Random): Rle {
  const mask = createMask(size)
  const blocks = Math.floor(random() * 4)
  for (let i = 0; i < blocks; i++) {
    const [x, y] = [Math.floor(random() * size.width), Math.floor(random() * size.height)]
    const [w, h] = [1 + Math.floor(random() * 15), 1 + Math.floor(random() * 15)]
    for (let row = y; row < Math.min(size.height, y + h); row++)
      mask.bits.fill(1, row * size.width + x, row * size.width + Math.min(size.width, x + w))
  }
  return rleFromMask(mask)
}
