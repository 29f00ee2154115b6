import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { Option, type Command } from 'commander'
import type { Figure } from '#core/metrics/prompt-figures'
import { writeFileAtomic } from '#electron/files/atomic-write'
import { findPlaces } from '#electron/files/places'
import { benchModel, type BenchHooks, type BenchResult } from '#electron/usecases/bench-model'
import { failure } from '#models/failure'
import { openLocal } from './client.ts'
import { parseCount } from './parsers.ts'
import { createProgressLine, onInterrupt } from './progress.ts'
import { reporting, shownName, table, type CommonOptions, type Outcome } from './report.ts'

type BenchOptions = CommonOptions & {
  readonly coco: string
  readonly images: string
  readonly out?: string
  readonly grabcut?: boolean
  readonly limit?: number
  readonly looks?: '1' | '2'
  readonly definitions?: boolean
}

export function addBench(models: Command): void {
  models
    .command('bench')
    .argument('<id>', 'a segmenter, see “models list”')
    .description('how well a segmenter follows boxes and clicks on objects with true masks')
    .requiredOption('--coco <file>', 'COCO annotations: run lengths or polygons')
    .requiredOption('--images <dir>', 'folder of their images')
    .option('--grabcut', 'measure OpenCV’s GrabCut beside it (Debian’s python3-opencv)')
    .option('--limit <n>', 'the first so many objects', parseCount)
    .addOption(
      new Option(
        '--looks <n>',
        'how often a prompt is looked at; as the editor does unless given',
      ).choices(['1', '2']),
    )
    .option('--definitions', 'say below the table what each figure means')
    .option('--out <file>', 'also write the JSON document, with every object, to a file')
    .option('--json', 'print one JSON document')
    .action(reporting(bench))
}

async function bench(id: string, options: BenchOptions): Promise<Outcome> {
  const { coco, images, looks, limit = null, grabcut = false } = options
  if (options.out !== undefined) await assertFolderOf(options.out)
  const input = {
    segmenter: id,
    coco: resolve(coco),
    images: resolve(images),
    limit,
    ...(grabcut ? { grabcut: findPlaces().grabcut } : {}),
    ...(looks === undefined ? {} : { looks: looks === '2' ? (2 as const) : (1 as const) }),
  }
  const result = await measure(input)
  if (options.out !== undefined)
    await writeFileAtomic(resolve(options.out), `${JSON.stringify(result, null, 1)}\n`)
  const text = benchText(result, options.definitions ?? false)
  return { json: result, text, problems: problemsOf(result) }
}

/** Embeddings are computed anew, and leave nothing behind. */
async function measure(input: Parameters<typeof benchModel>[1]): Promise<BenchResult> {
  const stop = new AbortController()
  const stopListening = onInterrupt(() =>
    stop.abort(failure('cancelled', 'The measurement was cancelled; nothing was written.')),
  )
  const progress = createProgress()
  const folder = await mkdtemp(join(tmpdir(), 'reaseg-bench-'))
  const client = openLocal({ embeddingsDir: folder })
  const hooks = { signal: stop.signal, onProgress: progress.show }
  try {
    return await benchModel(client.application.studio, input, hooks)
  } finally {
    progress.clear()
    await client.close()
    await rm(folder, { recursive: true, force: true })
    stopListening()
  }
}

/** Found out before the work, not after it. */
async function assertFolderOf(out: string): Promise<void> {
  const folder = dirname(resolve(out))
  if ((await stat(folder).catch(() => null))?.isDirectory() === true) return
  throw failure('file_missing', `The folder ${folder} of --out is not there`, 'Make it.')
}

/** A line that is written over on a terminal; in a log a line for every tenth. */
function createProgress() {
  const line = createProgressLine()
  let told = ''
  const show: BenchHooks['onProgress'] = (at) => {
    line.show(at)
    if (process.stderr.isTTY) return
    const { title, done, total } = at
    const now = `${title}: ${total === null ? '' : `${Math.floor((done * 10) / total) * 10} %`}`
    if (now !== told) process.stderr.write(`${now.trim()}\n`)
    told = now
  }
  return { show, clear: () => line.clear() }
}

function problemsOf({ n, coco, grabcut }: BenchResult): string[] {
  const nothing = `Nothing of ${coco} could be measured; what was left out is listed with the reasons.`
  return [
    ...(n.objects === 0 ? [nothing] : []),
    ...(grabcut?.problem ? [`GrabCut was not measured in full: ${grabcut.problem}`] : []),
  ]
}

/** The one table, what the figures mean, and what was left out. */
export function benchText(result: BenchResult, withDefinitions: boolean): string {
  const { segmenter, coco, n, figures, grabcut, leftOut } = result
  const measured = figures.filter((figure) => n.objects > 0 || figure.value !== null)
  const rows = measured.map((figure) => [
    figure.title,
    shownValue(figure, figure.value),
    ...(grabcut === null ? [] : [shownValue(figure, figure.grabcut)]),
    shownValue(figure, figure.filledBox),
  ])
  const header = ['figure', segmenter.id, ...(grabcut === null ? [] : ['GrabCut']), 'filled box']
  const definitions = measured.map(({ title, definition }) => `  ${title}: ${definition}`)
  return [
    `${segmenter.id} on ${shownName(coco)}: n = ${n.objects} objects on ${n.images} images`,
    ...(rows.length > 0 ? ['', table(header, rows)] : []),
    ...(withDefinitions && rows.length > 0 ? ['', 'where', ...definitions] : []),
    ...grabcutLines(grabcut, n.objects),
    ...leftOutLines(leftOut),
  ].join('\n')
}

function grabcutLines(grabcut: BenchResult['grabcut'], objects: number): string[] {
  if (grabcut === null) return []
  const lines = [
    ...(grabcut.problem === null ? [] : [`GrabCut: ${shownName(grabcut.problem)}`]),
    ...(grabcut.objects > 0 && grabcut.objects < objects
      ? [`GrabCut: its figures are of ${grabcut.objects} objects`]
      : []),
    ...(grabcut.notStarted > 0
      ? [`GrabCut: could not start on ${grabcut.notStarted} objects; their filled boxes count`]
      : []),
  ]
  return lines.length > 0 ? ['', ...lines] : []
}

function leftOutLines(leftOut: BenchResult['leftOut']): string[] {
  const lines = leftOut.map(
    ({ file, line, reason }) =>
      `  ${shownName(file)}${line === null ? '' : `:${line}`}: ${shownName(reason)}`,
  )
  return lines.length > 0 ? ['', `${lines.length} left out:`, ...lines] : []
}

const decimals = { ratio: 3, clicks: 2, objects: 0, milliseconds: 1 } as const

function shownValue({ unit }: Figure, value: number | null): string | null {
  return value === null ? null : value.toFixed(decimals[unit])
}
