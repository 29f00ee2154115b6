import { toldOf } from '#electron/files/failures'
import { listImages } from '#electron/store/images'
import { AppFailure, failure } from '#models/failure'
import type { Segmenter } from '#models/ports'
import type { ParsedParams } from '#rpc/contract'
import type { ImageRow, LeftOut } from '#rpc/schemas/project'
import { imageSourceOf } from './image-source.ts'
import type { OpenProject } from './open-project.ts'
import { pipelineSettings } from './projects.ts'
import type { Studio } from './studio.ts'

const page = 500

/** As the command line prints it. */
export type EmbedResult = {
  readonly images: number
  /** Of those, how many were in the cache already. */
  readonly known: number
  readonly leftOut: readonly LeftOut[]
}

type Embedding = {
  readonly project: OpenProject
  readonly segmenter: Segmenter
  readonly signal: AbortSignal
  /** Bytes that the cache may hold. */
  readonly budget: number
}

type Count = { done: number; known: number; bytes: number; readonly leftOut: LeftOut[] }

/**
 * Puts the embedding of every image of the project into the cache. Those already there cost next to nothing, so that a
 * second start goes on where the first one ended. It fails where they cannot all be kept.
 */
export async function embedAll(
  studio: Studio,
  params: ParsedParams<'models.embedAll'>,
): Promise<{ job: number }> {
  const project = studio.project()
  const id = params.segmenter ?? (await pipelineSettings(project)).segmenter
  const job = await studio.jobs.start(
    { kind: 'embed', title: `Encode all images for ${id}` },
    ({ signal, progress }) =>
      studio.segmenters.use(id, async (segmenter): Promise<EmbedResult> => {
        const budget = studio.settings.get().embeddingCacheBytes
        const task = { project, segmenter, signal, budget }
        const count: Count = { done: 0, known: 0, bytes: 0, leftOut: [] }
        for (;;) {
          const range = { search: '', offset: count.done, limit: page }
          const { total, rows } = await listImages(project.db, range)
          progress({ total })
          if (rows.length === 0) break
          for (const row of rows) {
            signal.throwIfAborted()
            await embedOne(row, task, count)
            progress({ done: ++count.done, note: row.name })
            checkBudget(count, total, budget)
          }
        }
        const { done, known, leftOut } = count
        return { images: done - leftOut.length, known, leftOut }
      }),
  )
  return { job }
}

/** What is wrong with one image is an entry of the report. */
async function embedOne(
  row: ImageRow,
  { project, segmenter, signal }: Embedding,
  count: Count,
): Promise<void> {
  try {
    const image = await imageSourceOf(project, row)
    const encoding = await segmenter.encode(image, null, { priority: 'prefetch', signal })
    count.bytes += encoding.bytes
    if (encoding.isCached) count.known += 1
  } catch (error) {
    if (!(error instanceof AppFailure) || !imageCodes.has(error.error.code)) throw error
    count.leftOut.push({ file: row.path, line: null, reason: toldOf(error.error) })
  }
}

/** What is wrong with one image, not with the model or the disk. */
const imageCodes: ReadonlySet<string> = new Set([
  'file_missing',
  'file_unreadable',
  'image_missing',
  'image_too_large',
  'image_unreadable',
  'size_mismatch',
])

/** A cache that is too small would throw away the first ones for the last. */
function checkBudget({ done, bytes }: Count, total: number, budget: number): void {
  if (bytes <= budget || done >= total) return
  const need = Math.ceil((bytes / done) * total * 1.02)
  throw failure(
    'disk_full',
    `The embedding cache holds ${gigabytes(budget)}; the embeddings of all ${total} images need ${gigabytes(need)}.`,
    'Raise the embedding cache in the settings, then start again: what is done is kept.',
  )
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`
}
