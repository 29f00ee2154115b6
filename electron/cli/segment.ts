import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import { failure } from '#models/failure'
import { openLocal, type Client } from './client.ts'
import { collectPoints, parseBox, type PointPrompt } from './parsers.ts'
import { reporting, type CommonOptions, type Outcome } from './report.ts'
import { askForMasks } from './masks.ts'
import { segmentBatch } from './segment-batch.ts'

type SegmentOptions = CommonOptions & {
  readonly box?: ReturnType<typeof parseBox>
  readonly point: readonly PointPrompt[]
  readonly batch?: string
  readonly out?: string
  readonly segmenter: string
}

export function addSegment(program: Command): void {
  program
    .command('segment')
    .argument('[image]', 'an image file; no project is needed')
    .description('masks for a box and points, or for many prompts of a file')
    .option('--box <x0,y0,x1,y1>', 'box around the target', parseBox)
    .option('--point <x,y[,0]>', 'point on the target, or off it; repeat', collectPoints, [])
    .option('--batch <file>', 'JSON lines of {id, image, box?, points?, labels?}')
    .option('--out <file>', 'where the answers to --batch go, as JSON lines')
    .option('--segmenter <id>', 'segmenter, see “models list”', 'embedded-2')
    .option('--json', 'print one JSON document')
    .action(reporting(segment))
}

async function segment(image: string | undefined, options: SegmentOptions): Promise<Outcome> {
  if ((image === undefined) === (options.batch === undefined))
    throw failure('wrong_usage', 'Name one image, or a file of prompts with --batch', 'See --help.')
  if (options.out !== undefined && options.batch === undefined)
    throw failure('wrong_usage', '--out goes with --batch', 'Leave it out, or name a --batch file.')
  const client = openLocal()
  try {
    if (options.batch !== undefined)
      return await segmentBatch(client, { ...options, batch: options.batch })
    return await segmentOne(client, image ?? '', options)
  } finally {
    await client.close()
  }
}

async function segmentOne(
  client: Client,
  image: string,
  options: SegmentOptions,
): Promise<Outcome> {
  if (options.box === undefined && options.point.length === 0)
    throw failure('wrong_usage', 'Nothing to segment by', 'Give --box, --point or both.')
  const prompt = { points: [...options.point], box: options.box ?? null }
  const answer = await askForMasks(client, { image: resolve(image), prompt, ...options })
  const json = { id: basename(image), ...answer }
  const lines = answer.masks.map(({ score, rle }) => `${score.toFixed(3)}  ${rle.counts}`)
  return { json, text: [`score  mask (${answer.model})`, ...lines].join('\n') }
}
