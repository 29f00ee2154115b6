import { mkdtemp, open, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import type { JobContext } from '#electron/jobs/queue'
import { markerName } from '#electron/files/export-folder'
import type { ParsedParams } from '#rpc/contract'
import type { ExportPreview } from '#rpc/schemas/transfer'
import type { OpenProject } from './open-project.ts'
import { exportCoco } from './transfer-coco-export.ts'
import { exportDataset } from './transfer-dataset-export.ts'
import { cocoInfo, formatToExport } from './transfer-formats.ts'

/** Samples of a preview, and what is shown of a file. */
const previewed = 3
const shownBytes = 4096
const shownFiles = 40

/** The export itself, of the first samples only, into a place that is gone afterwards. */
export async function previewExport(
  project: OpenProject,
  params: ParsedParams<'transfer.preview'>,
): Promise<ExportPreview> {
  const folder = await mkdtemp(join(tmpdir(), 'reaseg-preview-'))
  try {
    const input = { ...params, overwrite: false, limit: previewed }
    const job = quietJob(project.closing)
    if (params.format === cocoInfo.id) {
      const made = await exportCoco(project, { ...input, out: join(folder, 'export.json') }, job)
      return { ...made, files: await previewFiles(folder) }
    }
    const format = formatToExport(params.format)
    const name = format.export.kind === 'file' ? `export${format.export.extension}` : 'export'
    const made = await exportDataset(project, { ...input, format, out: join(folder, name) }, job)
    const root = format.export.kind === 'file' ? folder : join(folder, name)
    return { ...made, files: await previewFiles(root) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function quietJob(signal: AbortSignal): JobContext {
  return { id: 0, signal, progress: () => {} }
}

async function previewFiles(root: string): Promise<ExportPreview['files']> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name !== markerName)
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const files = []
  for (const path of paths.slice(0, shownFiles)) {
    const { size } = await stat(path)
    const name = relative(root, path).split(sep).join('/')
    files.push({ name, bytes: size, text: await firstText(path) })
  }
  return files
}

/** null where the bytes are no text. A character cut at the end is left out. */
async function firstText(path: string): Promise<string | null> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(shownBytes), 0, shownBytes, 0)
    const bytes = buffer.subarray(0, bytesRead)
    if (bytes.includes(0)) return null
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  } finally {
    await file.close()
  }
}
