import { resolve } from 'node:path'
import type { Command } from 'commander'
import { failure } from '#models/failure'
import {
  predictionsAddedSchema,
  type PredictionSet,
  type PredictionSource,
  type PredictionsAdded,
} from '#rpc/schemas/predictions'
import { connect, type Client } from './client.ts'
import { finishJob } from './jobs.ts'
import { collectFilter, type SampleFilterParams } from './parsers.ts'
import { reporting, shownName, table, type CommonOptions, type Outcome } from './report.ts'

type PredictionsOptions = CommonOptions & {
  readonly add?: string
  readonly cocoResults?: string
  readonly masks?: string
  readonly jsonl?: string
  readonly reasonseg?: string
  readonly runs?: boolean
  readonly priors?: string
  readonly filter: SampleFilterParams
  readonly list?: boolean
  readonly remove?: string
}

export function addPredictions(program: Command): void {
  program
    .command('predictions')
    .argument('<project>', 'a .reaseg file')
    .description('a model’s output beside the truth: added, listed, removed')
    .option('--add <name>', 'what these predictions are called')
    .option('--coco-results <file>', 'JSON list of {image_id, segmentation, score}')
    .option('--masks <dir>', 'PNG masks named <image>.png or <image>__<sample>.png')
    .option('--jsonl <file>', 'rows {image or sample, query, rle, score, text, rows, columns, …}')
    .option('--reasonseg <dir>', 'JSON files of ReasonSeg named after their images')
    .option('--runs', 'the last runs of this project, of the samples under --filter')
    .option('--priors <dir>', '.npy files or grey PNGs, named as masks are')
    .option(
      '--filter <name=value>',
      'for --runs: status, category, split or search',
      collectFilter,
      {},
    )
    .option('--list', 'what there is')
    .option('--remove <name>', 'with its figures and tags')
    .option('--json', 'print one JSON document')
    .action(reporting(predictions))
}

async function predictions(project: string, options: PredictionsOptions): Promise<Outcome> {
  const { add, remove, list } = options
  if ([add, remove, list].filter((task) => task !== undefined).length > 1)
    throw failure('wrong_usage', 'One at a time: --add, --list or --remove.', 'See --help.')
  const chosen = add === undefined ? null : { name: add, ...chosenSource(options) }
  const client = await connect(
    project,
    add === undefined && remove === undefined ? 'read' : 'write',
  )
  try {
    if (chosen !== null) return await addFrom(client, chosen, options)
    if (remove !== undefined) {
      const { id } = await findPredictions(client, remove)
      await client.call('predictions.remove', { set: id })
      return { json: { removed: remove }, text: `${remove} removed` }
    }
    return listed(await client.call('predictions.list', {}))
  } finally {
    await client.close()
  }
}

type Chosen = { readonly source: PredictionSource; readonly path: string | null }

function chosenSource(options: PredictionsOptions): Chosen {
  const { cocoResults, masks, jsonl, reasonseg, runs } = options
  const files = { 'coco-results': cocoResults, masks, jsonl, reasonseg }
  const given = Object.entries(files).flatMap(([source, path]): Chosen[] =>
    path === undefined ? [] : [{ source: source as PredictionSource, path: resolve(path) }],
  )
  const all: Chosen[] = runs === true ? [...given, { source: 'runs', path: null }] : given
  const [only] = all
  if (only === undefined || all.length > 1)
    throw failure(
      'wrong_usage',
      '--add takes one of --coco-results, --masks, --jsonl, --reasonseg and --runs.',
      'See --help.',
    )
  return only
}

async function addFrom(
  client: Client,
  chosen: Chosen & { readonly name: string },
  { priors, filter }: PredictionsOptions,
): Promise<Outcome> {
  const { job } = await client.call('predictions.add', {
    ...chosen,
    priors: priors === undefined ? null : resolve(priors),
    filter,
  })
  const added = predictionsAddedSchema.parse(await finishJob(client, job))
  const { matched, leftOut } = added
  return { json: { matched, leftOut }, text: addedText(added) }
}

function addedText({ name, matched, leftOut }: PredictionsAdded): string {
  const lines = leftOut.map(({ file, line, reason }) => {
    return `  ${shownName(file)}${line === null ? '' : `:${line}`}: ${shownName(reason)}`
  })
  return [
    `${name}: predictions of ${matched} samples`,
    ...(leftOut.length > 0 ? [`${leftOut.length} left out:`, ...lines] : []),
  ].join('\n')
}

/** Throws AppFailure `not_found`. */
export async function findPredictions(client: Client, name: string): Promise<PredictionSet> {
  const sets = await client.call('predictions.list', {})
  const found = sets.find((set) => set.name === name)
  if (found !== undefined) return found
  const known = sets.map((set) => set.name).join(', ')
  throw failure(
    'not_found',
    `There are no predictions called ${name}.`,
    known === '' ? 'Add some with “studio predictions”.' : `There are: ${known}`,
  )
}

function listed(sets: readonly PredictionSet[]): Outcome {
  const cells = sets.map((set) => [set.name, set.source, set.matched, set.leftOut, set.addedAt])
  return {
    json: sets,
    text:
      sets.length === 0
        ? 'None yet: --add NAME'
        : table(['name', 'from', 'samples', 'left out', 'added'], cells),
  }
}
