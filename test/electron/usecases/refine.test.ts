import { afterAll, beforeAll, expect, test } from 'vitest'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Candidate } from '#core/candidate/candidate'
import { imageBox, wholeImage } from '#core/geometry/box'
import type { GridSettings } from '#core/grid/grid'
import { createMask, type Rle } from '#core/mask/mask'
import { rleFromMask } from '#core/mask/rle'
import { regionPrior } from '#core/prior/region'
import type { ImagePictures } from '#electron/usecases/judge-pictures'
import { refineCandidate, type RefineTask } from '#electron/usecases/refine'
import { failure } from '#models/failure'
import type {
  Decoded,
  DecodedMask,
  ImageSource,
  Prompt,
  Segmenter,
  SegmenterCapabilities,
} from '#models/ports'
import { embeddedSegmenter } from '#models/registry'
import { FakeMllm, type FakeReply } from '../../fakes/mllm.ts'
import { discMask, discPicture } from '../../fixtures/pictures.ts'
import { askingProject, plainPictures, shelfWith } from './judge-fixture.ts'
import { codeOf } from './studio-fixture.ts'

/** Cells of 40×30 pixels; the disc covers about rows 2–4 and columns 2–4. */
const size = { width: 200, height: 150 }
const grid: GridSettings = { n: 5, style: 'split', shift: false }
const disc = { x: 100, y: 75, r: 45 }
const whole = rleFromMask(discMask(size, disc))
const left = rectangleOf(50, 30, 100, 120)

function rectangleOf(x0: number, y0: number, x1: number, y1: number): Rle {
  const mask = createMask(size)
  for (let y = y0; y < y1; y++) mask.bits.fill(1, y * size.width + x0, y * size.width + x1)
  return rleFromMask(mask)
}

let folder: string
let source: ImageSource
/** Painted once. */
let onGrid: ImagePictures
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reaseg-refined-'))
  source = await discPicture(folder, size, [disc])
  const painted = plainPictures(source.path, grid)
  const both = await painted.grid()
  onGrid = { ...painted, grid: async () => both }
})
afterAll(() => rm(folder, { recursive: true }))

const candidate: Candidate = {
  id: 'c03',
  rank: 1,
  score: 0.6,
  terms: {
    predictedIou: 0,
    stability: 0,
    priorInside: 0,
    priorCovered: 0,
    areaSanity: 0,
    borderFree: 0,
  },
  alikeOf: null,
  reason: null,
  source: 'multimask',
  region: 0,
  rle: left,
  predictedIou: 0.7,
  stability: 0.9,
  token: 1,
  seed: null,
  flags: [],
}

const wide = { ...candidate, rle: rectangleOf(50, 0, 130, 150) }

const maskOf = (rle: Rle, predictedIou: number, token = 0): DecodedMask => {
  return { token, rle, predictedIou, stability: 0.9 }
}

const can: SegmenterCapabilities = {
  box: true,
  negativePoints: true,
  maskPrompt: true,
  promptBatch: true,
  embeddingMap: true,
  mostPoints: null,
}

const notAsked = (): Promise<never> => Promise.reject(new Error('not asked for here'))

/** Gives the same masks to any prompt and keeps what it was asked. */
class FakeSegmenter implements Segmenter {
  readonly card: Segmenter['card']
  readonly prompts: Prompt[] = []
  readonly #masks: readonly DecodedMask[]

  constructor(masks: readonly DecodedMask[], capabilities: Partial<SegmenterCapabilities> = {}) {
    this.#masks = masks
    this.card = { ...embeddedSegmenter(), capabilities: { ...can, ...capabilities } }
  }

  async encode() {
    return { id: 'e', view: wholeImage(size), isCached: true, milliseconds: 0, bytes: 0 }
  }

  async decode(_: unknown, prompts: readonly Prompt[]): Promise<Decoded[]> {
    this.prompts.push(...prompts)
    return prompts.map((_prompt, i) => ({
      id: `d${i}`,
      view: wholeImage(size),
      masks: this.#masks,
      single: null,
      initialToken: 0,
    }))
  }

  cellMeans = notAsked
  pickBackground = notAsked
  similarity = notAsked
  close = async () => {}
}

type Case = {
  readonly segmenter?: Segmenter
  readonly task?: Partial<RefineTask>
  readonly reword?: readonly [string, string]
}

async function refine(reply: FakeReply, { segmenter, task, reword }: Case = {}) {
  const project = await askingProject(size)
  const mllm = new FakeMllm(reply)
  const shelf = reword ? await shelfWith(project.shelf, 'refine', reword) : project.shelf
  const asked = { candidate, source, grid, prior: null, ...task }
  const refined = refineCandidate(
    { image: { id: 1, size }, query: 'what is round?', target: 'disc', attributes: [], ...asked },
    {
      asker: project.asker(mllm),
      shelf,
      pictures: asked.grid === grid ? onGrid : plainPictures(source.path, asked.grid),
      segmenter: segmenter ?? new FakeSegmenter([maskOf(whole, 0.9)]),
      call: { priority: 'run' },
    },
  )
  return { refined, mllm, db: project.db }
}

const says = (missing: unknown[], surplus: unknown[]) =>
  JSON.stringify({ missing, too_much: surplus, reason: 'the right half' })
const missingRight = says([{ rows: [3], columns: [4] }], [])

test('what is missing becomes a point, and the better mask is kept', async () => {
  const segmenter = new FakeSegmenter([maskOf(left, 0.95), maskOf(whole, 0.9, 2)])
  const { refined, mllm, db } = await refine(() => missingRight, { segmenter })
  const { mask, record, flags } = await refined
  expect(flags).toEqual([])
  expect(mask).toEqual(maskOf(whole, 0.9, 2))
  expect(record).toMatchObject({ outcome: 'kept', candidate: 'c03', before: 0.7, after: 0.9 })
  const [corrected] = segmenter.prompts
  expect(corrected!.points.map(({ label }) => label)).toEqual([1, 1])
  expect(corrected!.points[1]!.point).toEqual({ x: 134.5, y: 74.5 })
  expect(corrected!.mask).toEqual({ kind: 'mask', rle: left })
  expect(segmenter.prompts).toHaveLength(1)
  expect(mllm.asked[0]!.turns[0]!.images).toHaveLength(2)
  expect(JSON.parse(JSON.stringify(record))).toEqual(record)
  const [call] = await db.selectFrom('calls').select(['stage', 'requestJson']).execute()
  expect(call!.stage).toBe('refine')
  expect(JSON.parse(call!.requestJson)).toMatchObject({
    turns: [
      {
        pictures: [
          { kind: 'grid-mask', picture: 'rows', candidate: 'c03' },
          { kind: 'grid-mask', picture: 'columns', candidate: 'c03' },
        ],
      },
    ],
  })
})

test('the judge sees the mask outlined on what the grid’s style sends', async () => {
  const { refined, mllm } = await refine(() => says([], []), {
    task: { grid: { ...grid, style: 'none' } },
  })
  await refined
  const [picture] = mllm.asked[0]!.turns[0]!.images
  const { data, info } = await sharp(picture!.bytes).raw().toBuffer({ resolveWithObject: true })
  const row = Math.round(info.height / 2) * info.width
  const outlined = Array.from({ length: info.width }, (_, x) => [
    ...data.subarray((row + x) * 3, (row + x) * 3 + 3),
  ]).flatMap(([r, g, b], x) => (r === 213 && g === 94 && b === 0 ? [(x / info.width) * 200] : []))
  expect(Math.min(...outlined)).toBeCloseTo(50, -1)
  expect(Math.max(...outlined)).toBeCloseTo(100, -1)
  expect(outlined.length).toBeLessThan(6)
})

test('what is too much becomes a negative point', async () => {
  const segmenter = new FakeSegmenter([maskOf(rectangleOf(80, 30, 100, 120), 0.8)])
  const surplus = says([], [{ rows: [2, 3, 4], columns: [2] }])
  const { mask, record } = await (await refine(() => surplus, { segmenter })).refined
  expect(mask).not.toBeNull()
  expect(record.points.map(({ label }) => label)).toEqual([0])
  expect(segmenter.prompts[0]!.points.map(({ label }) => label)).toEqual([1, 0])
  expect(record.anchor!.x).toBeGreaterThan(80)
})

test.each([
  ['the judge finds nothing wrong', says([], []), 'right', {}],
  [
    'what it names is in the mask',
    says([{ rows: [2], columns: [3] }], [{ rows: [1], columns: [1] }]),
    'no-points',
    { task: { candidate: wide } },
  ],
  [
    'it lies where the target cannot be',
    missingRight,
    'no-points',
    { task: { prior: { sources: [], weights: regionPrior([imageBox(0, 0, 100, 150)], size) } } },
  ],
  [
    'the new mask is less sure',
    missingRight,
    'not-better',
    { segmenter: new FakeSegmenter([maskOf(whole, 0.6)]) },
  ],
  [
    'it is as sure',
    missingRight,
    'not-better',
    { segmenter: new FakeSegmenter([maskOf(whole, 0.700001)]) },
  ],
  [
    'it does not follow',
    missingRight,
    'not-better',
    { segmenter: new FakeSegmenter([maskOf(left, 0.99)]) },
  ],
  [
    'all there is to correct is what the model cannot take',
    says([], [{ rows: [2], columns: [2] }]),
    'not-better',
    { segmenter: new FakeSegmenter([maskOf(whole, 0.9)], { negativePoints: false }) },
  ],
] as const)('%s: the candidate stays as it is', async (_name, reply, outcome, given) => {
  const { mask, record, flags } = await (await refine(() => reply, given as Case)).refined
  expect([mask, record.outcome, flags]).toEqual([null, outcome, []])
})

test('a model of few abilities is asked for what it has', async () => {
  const little = { box: false, maskPrompt: false, mostPoints: 2 }
  const segmenter = new FakeSegmenter([maskOf(whole, 0.9)], little)
  const apart = says(
    [
      { rows: [3], columns: [4] },
      { rows: [1], columns: [1] },
    ],
    [],
  )
  await (
    await refine(() => apart, { segmenter })
  ).refined
  const [corrected] = segmenter.prompts
  expect(corrected).toMatchObject({ box: null, mask: null })
  expect(corrected!.points).toHaveLength(2)
})

test.each([
  ['an apology twice', () => 'I am sorry.', 'reply_unreadable'],
  ['ids off the grid twice', () => says([{ rows: [9], columns: [9] }], []), 'reply_unreadable'],
  [
    'a busy host',
    () => {
      throw failure('mllm_busy', 'The fake host is busy.')
    },
    'mllm_busy',
  ],
])('%s: nothing is decoded, flagged', async (_name, reply, code) => {
  const segmenter = new FakeSegmenter([maskOf(whole, 0.9)])
  const { mask, record, flags } = await (await refine(reply, { segmenter })).refined
  expect(flags).toEqual(['refine-missing'])
  expect(record).toMatchObject({ outcome: 'not-asked', problem: { code }, call: null })
  expect([mask, segmenter.prompts]).toEqual([null, []])
})

test('a reply that cannot be read is asked for once more', async () => {
  const { refined, mllm } = await refine((_, n) => (n === 1 ? 'Well.' : missingRight))
  expect((await refined).record).toMatchObject({ outcome: 'kept', isRepaired: true })
  expect(mllm.asked).toHaveLength(2)
})

test('cancelled is cancelled, and a wording without the mask is refused', async () => {
  const cancels = await refine(() => {
    throw failure('cancelled', 'The call was cancelled.')
  })
  expect(await codeOf(cancels.refined)).toBe('cancelled')
  const bare = await refine(() => missingRight, {
    reword: ['pictures: grid-mask', 'pictures: bare'],
  })
  expect(await codeOf(bare.refined)).toBe('bad_input')
  expect(bare.mllm.asked).toEqual([])
})
