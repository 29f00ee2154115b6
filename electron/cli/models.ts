import { resolve } from 'node:path'
import type { Command } from 'commander'
import { downloadModel } from '#models/download/download-model'
import { failure } from '#models/failure'
import type { ManifestEntry } from '#models/manifest/entry'
import { findEntry, manifest } from '#models/manifest/manifest'
import { addBench } from './bench.ts'
import { addModelTest } from './model-test.ts'
import { openLocal, type LocalClient } from './client.ts'
import { createProgressLine, onInterrupt } from './progress.ts'
import { reporting, table, type CommonOptions, type Outcome } from './report.ts'

type GetOptions = CommonOptions & {
  readonly agree?: boolean
  readonly mirror?: string
  readonly proxy?: string
}

type ImportOptions = CommonOptions & { readonly as?: string; readonly agree?: boolean }

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
    .argument('<paths...>', 'a folder, or the encoder and the decoder (.onnx)')
    .description('a model of your own, recognised by its inputs and outputs; --as: one of the list')
    .option('--as <id>', 'the files are those of this model, see “models list --all”')
    .option('--agree', 'agree to the model’s licence, where it asks for that')
    .option(...json)
    .action(reporting(importFiles))
  models
    .command('verify')
    .argument('<id>', 'a model that is here')
    .description('compare every file with its digest')
    .option(...json)
    .action(reporting(verifyModel))
  addModelTest(models)
  models
    .command('remove')
    .argument('<id>', 'a model that is here')
    .description('delete its files')
    .option(...json)
    .action(reporting(dropModel))
  addBench(models)
}

async function listModels(options: CommonOptions & { readonly all?: boolean }): Promise<Outcome> {
  return withStudio(async (client) => {
    const { models } = await client.call('models.state', {})
    const shown = models.filter(({ kind, state }) => {
      return options.all === true || (kind === 'segmenter' && state === 'installed')
    })
    const rows = shown.map((model) => [
      model.id,
      model.title,
      model.dialect,
      megabytes(model.bytes),
      model.licence.id,
      stateTexts[model.state],
    ])
    const json = options.all === true ? models : await client.call('models.list', {})
    return { json, text: table(['id', 'title', 'dialect', 'MB', 'licence', 'state'], rows) }
  })
}

const stateTexts = { installed: 'here', available: 'can be fetched', damaged: 'damaged' } as const

async function getModel(id: string, options: GetOptions): Promise<Outcome> {
  const entry = entryOf(id)
  checkAgreed(entry, options)
  return withStudio(async ({ application: { studio } }) => {
    const { modelMirror, modelProxy } = studio.settings.get()
    const proxy = options.proxy ?? modelProxy
    const stop = new AbortController()
    const stopListening = onInterrupt(() => stop.abort())
    const line = createProgressLine()
    try {
      const record = await downloadModel(entry, studio.home.models, {
        signal: stop.signal,
        mirror: options.mirror ?? modelMirror,
        ...(proxy === null ? {} : { proxy }),
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

async function importFiles(paths: readonly string[], options: ImportOptions): Promise<Outcome> {
  if (options.as !== undefined) checkAgreed(entryOf(options.as), options)
  return withStudio(async (client) => {
    const { id } = await client.call('models.import', {
      id: options.as ?? null,
      paths: paths.map((path) => resolve(path)),
      agree: options.agree === true,
    })
    await client.application.studio.models.finished(id)
    const { models } = await client.call('models.state', {})
    const model = models.find((one) => one.id === id)
    const text = `${model?.title ?? id} (${model?.dialect ?? ''}) is here as ${id}.`
    return { json: { id, dialect: model?.dialect, files: model?.files }, text }
  })
}

async function verifyModel(id: string, _options: CommonOptions): Promise<Outcome> {
  return withStudio(async (client) => {
    const { isIntact } = await client.call('models.verify', { id })
    if (isIntact) return { json: { id, isIntact }, text: `${id}: every file is as it came here.` }
    throw failure(
      'model_broken',
      `A file of ${id} has changed since it came here.`,
      findEntry(id) === null ? 'Import it again.' : `Fetch it again: models get ${id}`,
    )
  })
}

async function dropModel(id: string, _options: CommonOptions): Promise<Outcome> {
  return withStudio(async (client) => {
    await client.call('models.remove', { id })
    return { json: { removed: id }, text: `${id} was deleted.` }
  })
}

async function withStudio(work: (client: LocalClient) => Promise<Outcome>): Promise<Outcome> {
  const client = openLocal()
  try {
    return await work(client)
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

function megabytes(bytes: number | null): string {
  return bytes === null ? '?' : (bytes / 1e6).toFixed(1)
}
