import { rm, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { Home } from '#electron/files/home'
import { findPlaces } from '#electron/files/places'
import { discardDownload, totalBytes } from '#models/download/download-model'
import { importModel } from '#models/download/import-folder'
import { removeModel, type ModelRecord } from '#models/download/model-record'
import { keepOwnModel, recogniseModel } from '#models/download/own-model'
import type { FetchTask } from '#models/download/queue'
import { SpeedMeter } from '#models/download/speed'
import { failure } from '#models/failure'
import { hostCommand, inspectGraph } from '#models/host/host-process'
import type { ManifestEntry } from '#models/manifest/entry'

export type ImportInput = {
  /** Of the manifest; null: whatever the graphs are recognised as. */
  readonly id: string | null
  readonly paths: readonly string[]
  readonly agree: boolean
}

/** The import of a model from files of the user, ready to be queued. Throws AppFailure where it is none. */
export async function importTask(
  entry: ManifestEntry | null,
  given: readonly string[],
  home: Home,
): Promise<FetchTask> {
  const paths = given.map((path) => resolve(path))
  const clean = () => removeUploads(paths, home)
  try {
    const task = entry === null ? await ownTask(paths, home) : await knownTask(entry, paths, home)
    return { ...task, run: (how) => task.run(how).finally(clean) }
  } catch (error) {
    await clean()
    throw error
  }
}

async function ownTask(paths: readonly string[], home: Home): Promise<FetchTask> {
  const { hostEntry } = findPlaces()
  const command = hostCommand(hostEntry === null ? {} : { entry: hostEntry })
  const found = await recogniseModel(paths, home.models, (path) => inspectGraph(path, command))
  const { id, title, bytes } = found
  return {
    id,
    title,
    kind: 'import',
    run: metered(bytes, (options) => keepOwnModel(found, home.models, options)),
    discard: () => removeModel(home.models, id),
  }
}

async function knownTask(
  entry: ManifestEntry,
  paths: readonly string[],
  home: Home,
): Promise<FetchTask> {
  const folder = await folderOf(paths)
  const { id, title } = entry
  return {
    id,
    title,
    kind: 'import',
    run: metered(totalBytes(entry), (options) => importModel(entry, folder, home.models, options)),
    discard: () => discardDownload(entry, home.models),
  }
}

type Copying = {
  readonly signal: AbortSignal
  readonly onProgress: (written: number) => void
}

/** Bytes written → progress with speed. */
function metered(
  total: number | null,
  copy: (options: Copying) => Promise<ModelRecord>,
): FetchTask['run'] {
  return ({ signal, onProgress }) => {
    const meter = new SpeedMeter(onProgress)
    return copy({ signal, onProgress: (written) => meter.count(written, total) })
  }
}

/** The folder that holds what was chosen. */
async function folderOf(paths: readonly string[]): Promise<string> {
  const folders = new Set(
    await Promise.all(
      paths.map(async (path) => {
        const found = await stat(path).catch(() => null)
        if (found === null) throw failure('file_missing', `${path} is not there.`, 'Choose again.')
        return found.isDirectory() ? path : dirname(path)
      }),
    ),
  )
  const [folder, ...more] = folders
  if (folder !== undefined && more.length === 0) return folder
  throw failure(
    'bad_input',
    'The files lie in different folders.',
    'Put those of the model into one folder and choose that.',
  )
}

/** Where the files of a model that were dropped onto a browser are kept until they are imported. */
export function modelUploads(home: Home): string {
  return join(home.uploads, 'models')
}

async function removeUploads(paths: readonly string[], home: Home): Promise<void> {
  const root = modelUploads(home)
  for (const path of paths) {
    const [group] = relative(root, path).split(sep)
    const isInside = group !== undefined && group !== '' && group !== '..' && !path.includes('\0')
    if (isInside && path.startsWith(root + sep))
      await rm(join(root, group), { recursive: true, force: true })
  }
}
