import { resolve } from 'node:path'
import type { Command } from 'commander'
import { downloadModel, totalBytes } from '#models/download/download-model'
import { importModel } from '#models/download/import-folder'
import { isIntact, readModelRecord, removeModel } from '#models/download/model-record'
import { failure } from '#models/failure'
import type { ManifestEntry } from '#models/manifest/entry'
import { findEntry, manifest } from '#models/manifest/manifest'
import { addBench } from './bench.ts'
import { addModelTest } from './model-test.ts'
import { openLocal } from './client.ts'
import { createProgressLine, onInterrupt } from './progress.ts'
import { reporting, table, type CommonOptions, type Outcome } from './report.ts'

type GetOptions = CommonOptions & {
  readonly agree?: boolean
  readonly mirror?: string
  readonly proxy?: string
}

export function addModels(program: Command): void {
  const models = program.command('models').description('the registry of models')
  const json = ['--json', 'print one JSON document'] as const
  models
    .command('list')
    .description('every segmenter there is; --all: also what can be fetched')
    .option('--all', 'models that can be fetched, too')
    .option(...json)
    .action(reporting(listModels))
  models
    .command('get')
    .argument('<id>', 'see “models list --all”')
    .description('fetch a model; goes on where an earlier try ended, Ctrl+C keeps what has come')
    .option('--agree', 'agree to the model’s licence, where it asks for that')
    .option('--mirror <url>', 'another host with the same paths')
    .option('--proxy <url>', 'the environment’s unless given')
    .option(...json)
    .action(reporting(getModel))
  models
    .command('import')
    .argument('<id>', 'see “models list --all”')
    .argument('<folder>', 'where its files lie, or its archive')
    .description('the same model from a folder, for a machine without a network')
    .option('--agree', 'agree to the model’s licence, where it asks for that')
    .option(...json)
    .action(reporting(importFolder))
  models
    .command('verify')
    .argument('<id>', 'a model that was fetched')
    .description('compare every file with its digest')
    .option(...json)
    .action(reporting(verifyModel))
  addModelTest(models)
  models
    .command('remove')
    .argument('<id>', 'a model that was fetched')
    .description('delete its files')
    .option(...json)
    .action(reporting(dropModel))
  addBench(models)
}

async function listModels(options: CommonOptions & { readonly all?: boolean }): Promise<Outcome> {
  return withHome(async (modelsDir, client) => {
    const cards = await client.call('models.list', {})
    const here = cards.map((card) => {
      const bytes = card.files.reduce((sum, file) => sum + file.bytes, 0)
      return [card.id, card.title, card.dialect, megabytes(bytes), card.licence, 'here']
    })
    const head = ['id', 'title', 'dialect', 'MB', 'licence', 'state']
    if (options.all !== true) return { json: cards, text: table(head, here) }
    const entries = await Promise.all(
      manifest.map(async (entry) => ({
        ...entry,
        isHere: (await readModelRecord(modelsDir, entry.id)) !== null,
      })),
    )
    const listed = new Set(cards.map(({ id }) => id))
    const rest = entries.filter(({ id }) => !listed.has(id))
    const rows = rest.map((entry) => [
      entry.id,
      entry.title,
      entry.dialect,
      megabytes(totalBytes(entry)),
      entry.licence.id,
      entry.isHere ? 'here' : 'can be fetched',
    ])
    return { json: { here: cards, manifest: entries }, text: table(head, [...here, ...rows]) }
  })
}

async function getModel(id: string, options: GetOptions): Promise<Outcome> {
  const entry = entryOf(id)
  checkAgreed(entry, options)
  return withHome(async (modelsDir) => {
    const stop = new AbortController()
    const stopListening = onInterrupt(() => stop.abort())
    const line = createProgressLine()
    try {
      const record = await downloadModel(entry, modelsDir, {
        signal: stop.signal,
        mirror: options.mirror ?? null,
        ...(options.proxy === undefined ? {} : { proxy: options.proxy }),
        onProgress: ({ received, total, bytesPerSecond }) =>
          line.show({
            title: entry.title,
            done: Math.round(received / 1e6),
            total: total === null ? null : Math.round(total / 1e6),
            note: `MB, ${(bytesPerSecond / 1e6).toFixed(1)} MB/s`,
          }),
      })
      line.clear()
      return { json: record, text: `${entry.title} is here: ${record.files.length} files.` }
    } finally {
      line.clear()
      stopListening()
    }
  })
}

async function importFolder(
  id: string,
  folder: string,
  options: CommonOptions & { readonly agree?: boolean },
): Promise<Outcome> {
  const entry = entryOf(id)
  checkAgreed(entry, options)
  return withHome(async (modelsDir) => {
    const record = await importModel(entry, resolve(folder), modelsDir)
    return { json: record, text: `${entry.title} is here: ${record.files.length} files.` }
  })
}

async function verifyModel(id: string, _options: CommonOptions): Promise<Outcome> {
  const entry = entryOf(id)
  return withHome(async (modelsDir) => {
    const record = await readModelRecord(modelsDir, id)
    if (record === null) throw notHere(entry)
    if (!(await isIntact(modelsDir, record)))
      throw failure(
        'model_broken',
        `A file of ${entry.title} has changed since it was fetched.`,
        `Fetch it again: models get ${id}`,
      )
    return { json: { id, isIntact: true }, text: `${entry.title}: every file is as fetched.` }
  })
}

async function dropModel(id: string, _options: CommonOptions): Promise<Outcome> {
  const entry = entryOf(id)
  return withHome(async (modelsDir) => {
    if ((await readModelRecord(modelsDir, id)) === null) throw notHere(entry)
    await removeModel(modelsDir, id)
    return { json: { removed: id }, text: `${entry.title} was deleted.` }
  })
}

type Local = ReturnType<typeof openLocal>

async function withHome(
  work: (modelsDir: string, client: Local) => Promise<Outcome>,
): Promise<Outcome> {
  const client = openLocal()
  try {
    return await work(client.application.studio.home.models, client)
  } finally {
    await client.close()
  }
}

function entryOf(id: string): ManifestEntry {
  const entry = findEntry(id)
  if (entry !== null) return entry
  throw failure(
    'not_found',
    `No model ${id} can be fetched.`,
    `Known: ${manifest.map((one) => one.id).join(', ')}.`,
  )
}

function checkAgreed(
  { title, licence }: ManifestEntry,
  options: { readonly agree?: boolean },
): void {
  if (!licence.needsAcknowledgement || options.agree === true) return
  throw failure(
    'bad_input',
    `${title} is under the licence ${licence.id}, which has to be agreed to.`,
    `Read ${licence.url}, then add --agree.`,
  )
}

function notHere({ id, title }: ManifestEntry) {
  return failure('model_missing', `${title} is not here.`, `Fetch it: models get ${id}`)
}

function megabytes(bytes: number | null): string {
  return bytes === null ? '?' : (bytes / 1e6).toFixed(1)
}
