import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { boxArea } from '#core/geometry/box'
import { maskIou } from '#core/mask/rle-ops'
import { rleFromMask } from '#core/mask/rle'
import { rankCandidates } from '#core/candidate/rank'
import { scoreGeometric } from '#core/candidate/geometric'
import { chooseSeeds } from '#core/prior/seeds'
import { pickForeground } from '#core/candidate/graph'
import { runPipeline, type PipelineInput } from '#electron/usecases/pipeline'
import { failure } from '#models/failure'
import { listSegmenters } from '#models/registry'
import { openSegmenter } from '#models/segmenter'
import type { ImageSource, Segmenter } from '#models/ports'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'
import { discMask, discPicture } from '../../fixtures/pictures.ts'

const size = { width: 480, height: 360 }
const small = { x: 120, y: 110, r: 30 }
const large = { x: 330, y: 220, r: 70 }

let folder: string
let segmenter: Segmenter
let image: ImageSource

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'reaseg-pipeline-'))
  const [card] = listSegmenters()
  segmenter = await openSegmenter(card!)
  image = await discPicture(folder, size, [small, large])
})

afterAll(async () => {
  await segmenter.close()
  await rm(folder, { recursive: true })
})

function run(over: Partial<PipelineInput> = {}, host: Segmenter = segmenter) {
  const stages: string[] = []
  const input: PipelineInput = {
    image,
    reasoning: {
      kind: 'regions',
      target: 'disc',
      attributes: [],
      // Strips 9×9 of 480×360: the small disc spans columns 2–3 and rows 3–4.
      regions: [{ kind: 'strips', rows: [3, 4], columns: [2, 3] }],
      rationale: '',
    },
    settings: pipelineSettingsSchema.parse({}),
    priors: [],
    ...over,
  }
  const output = runPipeline(input, {
    segmenter: host,
    call: { priority: 'run' },
    now: () => 0,
    onStage: (stage) => stages.push(stage),
  })
  return { output, stages, input }
}

test('a region around an object finds it, among at most fifteen ranked candidates', async () => {
  const { output, stages } = run()
  const { candidates, boxes, prior } = await output
  const truth = rleFromMask(discMask(size, small))
  expect(Math.max(...candidates.map(({ rle }) => maskIou(rle, truth)))).toBeGreaterThan(0.8)
  expect(candidates.length).toBeGreaterThan(1)
  expect(candidates.length).toBeLessThanOrEqual(15)
  expect(candidates.map(({ rank }) => rank)).toEqual(candidates.map((_, i) => i + 1))
  expect(boxes).toHaveLength(1)
  expect(Math.max(...prior!.weights)).toBe(1)
  expect(stages).toContain('crop')
})

test('the same input gives the same run, and the record alone gives the same decisions', async () => {
  const [first, second] = [run(), run()]
  const [a, b] = [await first.output, await second.output]
  expect(b).toEqual(a)
  const { settings } = first.input
  const numbers = a.numbers.regions[0]!
  expect(chooseSeeds(a.prior!, numbers.cellMeans, size, settings.candidates)).toEqual(numbers.seeds)
  expect(
    pickForeground(numbers.similarity, numbers.seeds.length, settings.candidates.similarity)
      .members,
  ).toEqual(numbers.foreground)
  const found = a.candidates.toSorted((x, y) => x.id.localeCompare(y.id))
  const again = rankCandidates(
    found.map((candidate) => ({ ...candidate, score: scoreGeometric(candidate.terms) })),
    settings.candidates,
  )
  expect(again).toEqual(a.candidates)
})

test('several regions each bring candidates of their own', async () => {
  const { output } = run({
    reasoning: {
      kind: 'regions',
      target: 'discs',
      attributes: [],
      regions: [
        { kind: 'strips', rows: [3, 4], columns: [2, 3] },
        { kind: 'strips', rows: [4, 5, 6, 7, 8], columns: [5, 6, 7, 8] },
      ],
      rationale: '',
    },
  })
  const { candidates, boxes } = await output
  expect(boxes).toHaveLength(2)
  expect(new Set(candidates.map(({ region }) => region))).toEqual(new Set([0, 1]))
})

test('an absent target makes a run without candidates', async () => {
  const { output } = run({ reasoning: { kind: 'absent', rationale: 'no such thing' } })
  expect(await output).toMatchObject({ candidates: [], boxes: [], prior: null })
})

describe('views and sources follow the settings', () => {
  const only = { useSemantic: false, useBoxes: false, useSeeds: false }
  test.each([
    ['whole image alone', { view: 'whole' }, ['box', 'multimask', 'semantic', 'seed']],
    ['crop alone', { view: 'crop', ...only }, ['crop']],
    ['both', { view: 'both', ...only }, ['crop', 'multimask']],
    ['no seeds', { view: 'whole', useSeeds: false }, ['box', 'multimask', 'semantic']],
    ['no boxes', { view: 'whole', useBoxes: false }, ['multimask', 'semantic', 'seed']],
  ])('%s', async (_name, candidateSettings, sources) => {
    const settings = pipelineSettingsSchema.parse({ candidates: candidateSettings })
    const { candidates } = await run({ settings }).output
    const found = new Set(candidates.map(({ source }) => source))
    expect([...found].toSorted()).toEqual(sources.toSorted())
  })
})

test.each([
  ['whole', 'in a window around the region', (encoded: number) => encoded === 1],
  ['auto', 'once, the crop being a candidate source', (encoded: number) => encoded === 2],
  ['crop', 'once, in the crop', (encoded: number) => encoded === 1],
] as const)('view %s: the region is decoded %s', async (view, _how, isSo) => {
  const settings = pipelineSettingsSchema.parse({ candidates: { view } })
  let encoded = 0
  const looks: (number | undefined)[] = []
  const counting: Segmenter = {
    ...bound(segmenter),
    encode: (...args) => {
      encoded += 1
      return segmenter.encode(...args)
    },
    decode: (encoding, prompts, options) => {
      looks.push(options.looks)
      return segmenter.decode(encoding, prompts, options)
    },
  }
  const { numbers, boxes } = await run({ settings }, counting).output
  expect(isSo(encoded)).toBe(true)
  expect(looks.map((n) => n ?? 1)).toEqual([
    view === 'whole' ? 2 : 1,
    ...looks.slice(1, -1).map(() => 1),
    2,
  ])
  const seen = boxArea(numbers.regions[0]!.view)
  if (view === 'auto') expect(seen).toBe(size.width * size.height)
  else expect(seen).toBeLessThan(0.5 * size.width * size.height)
  expect(seen).toBeGreaterThanOrEqual(boxArea(boxes[0]!) - 1)
})

test('a prior drawn away from the region falls back to the region and says so', async () => {
  const weights = Array.from({ length: 1024 }, (_, i) => (i === 1023 ? 1 : 0))
  const { flags } = await run({ priors: [{ source: 'drawn', weights }] }).output
  expect(flags).toContain('prior-fallback')
})

test('a host that dies in mid-run has the run done once more, flagged', async () => {
  let calls = 0
  const dying: Segmenter = {
    ...bound(segmenter),
    cellMeans: (...args) => {
      calls += 1
      if (calls === 1) throw failure('host_died', 'the model host ended')
      return segmenter.cellMeans(...args)
    },
  }
  const { flags, candidates } = await run({}, dying).output
  expect(flags).toContain('host-restarted')
  expect(candidates.length).toBeGreaterThan(0)
})

test('a cancelled run ends as cancelled', async () => {
  const { input, output } = run()
  await output
  const call = { priority: 'run', signal: AbortSignal.abort() } as const
  const shell = { segmenter, call, now: () => 0, onStage: () => undefined }
  await expect(runPipeline(input, shell)).rejects.toMatchObject({ error: { code: 'cancelled' } })
})

/** The methods of a class instance as plain functions, so that one of them can be replaced. */
function bound(real: Segmenter): Segmenter {
  return {
    card: real.card,
    encode: real.encode.bind(real),
    decode: real.decode.bind(real),
    cellMeans: real.cellMeans.bind(real),
    pickBackground: real.pickBackground.bind(real),
    similarity: real.similarity.bind(real),
    close: real.close.bind(real),
  }
}
