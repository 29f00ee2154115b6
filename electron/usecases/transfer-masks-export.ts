import { open, writeFile, type FileHandle } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isEmptyRle } from '#core/mask/rle-ops'
import { writeFolderAtomic } from '#electron/files/folder-write'
import { inParallel } from '#electron/files/in-parallel'
import { pngFromMasks } from '#electron/files/mask-png'
import type { JobContext } from '#electron/jobs/queue'
import { listExportSamples, readExportPages, type ExportRow } from '#electron/store/transfer'
import type { ParsedParams } from '#rpc/contract'
import type { ExportResult } from '#rpc/schemas/project'
import type { OpenProject } from './open-project.ts'

export type MasksExportInput = Omit<ParsedParams<'transfer.export'>, 'format'>

const queriesName = 'queries.jsonl'
const painters = 4
/** Bytes. */
const longestStem = 200

/** Whether a name in a folder is one this export gives. */
export function isMaskExport(name: string): boolean {
  return name === queriesName || /__\d+\.png$/.test(name)
}

/**
 * A folder with one grey PNG a sample, `<stem of the image>__<sample>.png`: 1 target, 255 ignore where it is not target,
 * else 0; and `queries.jsonl`, a line a sample with everything said about it.
 */
export async function exportMasks(
  project: OpenProject,
  input: MasksExportInput,
  job: JobContext,
): Promise<ExportResult> {
  const out = resolve(input.out)
  const ids = await listExportSamples(project.db, input.filter)
  job.progress({ total: ids.length, done: 0, note: out })
  let samples = 0
  const options = { overwrite: input.overwrite, isOwn: isMaskExport }
  await writeFolderAtomic(out, options, async (folder) => {
    const queries = await open(join(folder, queriesName), 'wx')
    try {
      for await (const rows of readExportPages(project.db, ids)) {
        await writePage(folder, rows, { queries, signal: job.signal })
        samples += rows.length
        job.progress({ done: samples })
      }
      await queries.sync()
    } finally {
      await queries.close()
    }
    job.signal.throwIfAborted()
  })
  return { written: [out], samples, losses: [] }
}

async function writePage(
  folder: string,
  rows: readonly ExportRow[],
  { queries, signal }: { readonly queries: FileHandle; readonly signal: AbortSignal },
): Promise<void> {
  await inParallel(rows, painters, async (row) => {
    signal.throwIfAborted()
    await writeFile(join(folder, maskName(row)), await pngFromMasks(row.mask, row.ignore))
  })
  const lines = rows.map((row) => `${JSON.stringify(queryLine(row))}\n`)
  await queries.appendFile(lines.join(''))
}

/** Characters that some file system refuses become `_`; names end at 255 bytes. */
function maskName({ imageName, id }: ExportRow): string {
  const plain = imageName.replace(/\.[^.]*$/, '').replaceAll(/[^\p{L}\p{M}\p{N}._ ()+-]/gu, '_')
  const stem = Array.from(plain)
  while (Buffer.byteLength(stem.join('')) > longestStem) stem.pop()
  return `${stem.join('')}__${id}.png`
}

function queryLine(row: ExportRow) {
  return {
    mask: maskName(row),
    image: row.imageName,
    image_id: row.imageExportId,
    sample_id: row.id,
    query: row.query,
    variants: row.variants,
    is_sentence: row.isSentence,
    target: row.target,
    synonyms: row.synonyms,
    attributes: row.attributes,
    sgdr: row.category === null ? null : { category: row.category, components: row.components },
    split: row.split,
    answer: row.answer,
    rationale: row.rationale,
    no_target: row.noTarget || isEmptyRle(row.mask),
  }
}
