import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { failure, systemCode } from '../failure.ts'
import { dataBesideGraphs } from '../manifest/entry.ts'
import type { Ports } from '../onnx/signature.ts'
import { recogniseDialect } from '../dialects/index.ts'
import { cancelled, diskFailure } from './failures.ts'
import { listFiles, unreadable } from './import-folder.ts'
import { keepFile, type KeepOptions } from './keep-file.ts'
import { folderOf, writeModelRecord, type KeptFile, type ModelRecord } from './model-record.ts'
import { withModelLock } from './model-lock.ts'
import { isMember } from './unpack.ts'

/** Two graphs of the user that were recognised, with the weights beside them. */
export type FoundModel = {
  readonly id: string
  readonly title: string
  readonly dialect: string
  readonly files: readonly {
    readonly role: 'encoder' | 'decoder' | 'data'
    readonly path: string
  }[]
  readonly bytes: number
}

type Graph = { readonly path: string; readonly ports: Ports }
type Pair = { readonly encoder: Graph; readonly decoder: Graph; readonly dialect: string }

/** More graphs than that are a collection: the user says which. */
const mostGraphs = 12
const prefix = 'own-'

/**
 * Which model the user's files are: the encoder and decoder whose names of inputs and outputs a dialect knows. One file
 * alone is looked for its partner in its folder. Throws AppFailure `file_missing`, `file_unreadable`, `model_broken`
 * (recognised by nothing, with what was seen) or `bad_input` (more than one).
 */
export async function recogniseModel(
  paths: readonly string[],
  modelsDir: string,
  inspect: (path: string) => Promise<Ports>,
): Promise<FoundModel> {
  const given = (await Promise.all(paths.map(expand))).flat()
  const named = given.filter(isGraph)
  const [only, ...more] = named
  const beside = only !== undefined && more.length === 0 ? await listBeside(only) : []
  checkNumber(named)
  const partners = beside.filter(isGraph)
  const graphs = [...new Set([...named, ...(partners.length > mostGraphs ? [] : partners)])]
  const read: Graph[] = []
  for (const path of graphs) read.push({ path, ports: await inspect(path) })
  const pair = choosePair(read, named)
  const data = [...new Set([...given, ...beside])].filter((path) => isDataOf(path, pair))
  const files = [
    { role: 'encoder' as const, path: pair.encoder.path },
    { role: 'decoder' as const, path: pair.decoder.path },
    ...data.map((path) => ({ role: 'data' as const, path })),
  ]
  checkNames(files.map(({ path }) => basename(path)))
  const sizes = await Promise.all(files.map(async ({ path }) => (await stat(path)).size))
  const title = titleOf(pair.encoder.path)
  return {
    id: await freeId(title, modelsDir),
    title,
    dialect: pair.dialect,
    files,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
  }
}

/**
 * Copies a recognised model into the registry. `onProgress` counts the bytes of all its files. Throws AppFailure
 * `file_unreadable`, `download_broken`, `disk_full` or `cancelled`; nothing of it stays then.
 */
export async function keepOwnModel(
  found: FoundModel,
  modelsDir: string,
  options: KeepOptions = {},
): Promise<ModelRecord> {
  const { id, title, dialect } = found
  const folder = folderOf(modelsDir, id)
  try {
    return await withModelLock(folder, async () => {
      const files: KeptFile[] = []
      let before = 0
      for (const { role, path } of found.files) {
        const onProgress = (written: number) => options.onProgress?.(before + written)
        const kept = await copy(path, folder, { ...options, onProgress })
        files.push({ role, name: basename(path), ...kept, source: '', vouchedBy: 'nobody' })
        before += kept.bytes
      }
      return writeModelRecord(modelsDir, { id }, { files, host: null, own: { title, dialect } })
    })
  } catch (error) {
    throw options.signal?.aborted === true ? cancelled() : diskFailure(folder, error)
  }
}

/** Ids of the models that the user brought, whole or not. */
export async function listOwnIds(modelsDir: string): Promise<readonly string[]> {
  const names = await readdir(modelsDir).catch(() => [])
  return names.filter((name) => name.startsWith(prefix)).toSorted()
}

async function copy(path: string, folder: string, options: KeepOptions) {
  const anything = { bytes: null, sha256: null }
  try {
    return await keepFile(createReadStream(path), join(folder, basename(path)), anything, options)
  } catch (error) {
    throw systemCode(error) === '' ? error : unreadable(path, error)
  }
}

async function expand(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw systemCode(error) === 'ENOENT'
      ? failure('file_missing', `${path} is not there.`, 'Choose the model’s files again.')
      : unreadable(path, error)
  })
  return found.isDirectory() ? listFiles(path) : [path]
}

async function listBeside(path: string): Promise<readonly string[]> {
  const folder = dirname(path)
  const names = await readdir(folder)
  return names.toSorted().map((name) => join(folder, name))
}

function isGraph(path: string): boolean {
  return extname(path).toLowerCase() === '.onnx'
}

/** Weights lie in the graph's own folder; the graph names them, so that any that look like weights go along. */
function isDataOf(path: string, { encoder, decoder }: Pair): boolean {
  const isBeside = [encoder, decoder].some((graph) => dirname(graph.path) === dirname(path))
  if (!isBeside || isGraph(path)) return false
  const stems = [encoder, decoder].map((graph) => basename(graph.path, extname(graph.path)))
  const isNamedSo = stems.some((stem) => basename(path).startsWith(stem))
  return isNamedSo && dataBesideGraphs.some((member) => isMember(path, member))
}

function checkNumber(graphs: readonly string[]): void {
  if (graphs.length === 0)
    throw failure(
      'file_missing',
      'There is no .onnx file among what was chosen.',
      'Choose the encoder and the decoder of a segmenter, or the folder with both.',
    )
  if (graphs.length > mostGraphs)
    throw failure(
      'bad_input',
      `There are ${graphs.length} .onnx files in what was chosen.`,
      'Choose the two that belong together: the encoder and the decoder.',
    )
}

/** They end up in one folder, and graphs name their data files. */
function checkNames(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice === undefined) return
  throw failure(
    'bad_input',
    `Two of the model’s files are called ${twice}.`,
    'Rename one of the two graphs, not its weights.',
  )
}

function choosePair(graphs: readonly Graph[], named: readonly string[]): Pair {
  const pairs = graphs.flatMap((encoder) =>
    graphs.flatMap((decoder) => {
      const isWanted = named.includes(encoder.path) || named.includes(decoder.path)
      if (encoder === decoder || !isWanted) return []
      const dialect = recogniseDialect(encoder.ports, decoder.ports)
      return dialect === null ? [] : [{ encoder, decoder, dialect: dialect.id }]
    }),
  )
  const [pair, ...more] = pairs
  if (pair === undefined) throw unknown(graphs)
  if (more.length === 0) return pair
  const texts = pairs.map(({ encoder, decoder }) => {
    return `${basename(encoder.path)} with ${basename(decoder.path)}`
  })
  throw failure(
    'bad_input',
    `Several models could be made of these files: ${texts.join('; ')}.`,
    'Choose the two files that belong together.',
  )
}

function unknown(graphs: readonly Graph[]) {
  const seen = graphs.map(({ path, ports }) => {
    const names = ports.inputs.map(({ name }) => name)
    return `${basename(path)} takes ${names.slice(0, 8).join(', ')}`
  })
  return failure(
    'model_broken',
    `No dialect knows these graphs: ${seen.join('; ')}.`,
    graphs.length === 1
      ? 'A segmenter is two files: choose the encoder and the decoder together.'
      : 'Known are the exports of SAM, SAM 2, SAM 3, HQ-SAM, EfficientSAM and EdgeSAM that the README lists.',
  )
}

/** `sam2.1_tiny.encoder.onnx` → `sam2.1 tiny`; a file that is only called encoder has its folder's name. */
function titleOf(encoder: string): string {
  const stem = basename(encoder, extname(encoder)).replace(/(image|vision)?[._-]*encoder/i, '')
  const name = stem.replaceAll(/[._-]*(preprocess|quantized)$/gi, '') || basename(dirname(encoder))
  return (
    name
      .replaceAll(/[\s_-]+/g, ' ')
      .trim()
      .slice(0, 80) || 'My model'
  )
}

async function freeId(title: string, modelsDir: string): Promise<string> {
  const slug = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  const taken = await listOwnIds(modelsDir)
  const base = `${prefix}${slug || 'model'}`
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base}-${number}`
    if (!taken.includes(id)) return id
  }
}
