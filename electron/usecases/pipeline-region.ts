import type { CandidateDraft, CandidateFlag } from '#core/candidate/candidate'
import { collectCandidates } from '#core/candidate/collect'
import { pickForeground } from '#core/candidate/graph'
import { seedSieve, selectSeedMasks } from '#core/candidate/select'
import { boxArea, wholeImage, type ImageBox } from '#core/geometry/box'
import type { ImagePoint } from '#core/geometry/point'
import { areaOf } from '#core/geometry/size'
import { priorSide, type Prior } from '#core/prior/prior'
import { chooseSeeds, type Seed } from '#core/prior/seeds'
import { windowAround } from '#core/prompt/second-look'
import type { CallOptions, Decoded, Encoding, ImageSource, Prompt, Segmenter } from '#models/ports'
import type { PipelineSettings } from '#rpc/schemas/pipeline'
import { draftFrom, promptForBox, rounded, type DraftOrigin } from './drafts.ts'
import type { TextDrafts } from './pipeline-text.ts'

/** The host's numbers that `core` decided from, kept with the run so that it can be decided again without a model. */
export type RegionNumbers = {
  /** The part of the image the initial prompt was decoded in, whole pixels. */
  readonly view: ImageBox
  readonly initialToken: number
  readonly cellMeans: readonly number[]
  readonly seeds: readonly Seed[]
  readonly similarity: readonly number[]
  readonly foreground: readonly number[]
  readonly background: { readonly point: ImagePoint; readonly logit: number } | null
}

export type RegionTask = {
  readonly segmenter: Segmenter
  readonly image: ImageSource
  readonly settings: PipelineSettings
  readonly region: number
  readonly box: ImageBox
  /** Boxes that the target may have within the region. */
  readonly likely: readonly ImageBox[]
  readonly prior: Prior
  /** What the target's words found in it. */
  readonly text: TextDrafts
  readonly call: CallOptions
  readonly onStage: (stage: string) => void
}

/** Candidate discovery of Rea2Seg §4.2 for one region, with the crop of RSVP §3.4 as a further source. */
export async function discoverRegion(
  task: RegionTask,
): Promise<{ drafts: CandidateDraft[]; numbers: RegionNumbers }> {
  const { segmenter, image, settings, box, text, call } = task
  const views = chooseViews(box, image, settings)
  task.onStage('encode')
  const encoding = await segmenter.encode(image, views.base, call)
  task.onStage('decode')
  // Where the region is decoded in a crop anyway, a second look would show the same once more.
  const looks = views.base === null && views.extra === null ? 2 : 1
  const { prompt, flags } = promptForBox(box, segmenter.card)
  const initial = await decodeOne(task, encoding, prompt, looks)
  const cellMeans = (
    await segmenter.cellMeans(initial.id, initial.initialToken, priorSide, call)
  ).map(rounded)
  const seeds = chooseSeeds(task.prior, cellMeans, image.size, settings.candidates)
  task.onStage('semantic')
  const semantic = await findSemantic(task, { encoding, initial, seeds })
  task.onStage('seeds')
  const seedMasks = settings.candidates.useSeeds ? await decodeSeeds(task, encoding, seeds) : []
  const crop = views.extra === null ? [] : await decodeCrop(task, views.extra)
  const groups = {
    multimask: draftsOf(task, initial, {
      source: views.base === null ? 'multimask' : 'crop',
      flags,
    }),
    semantic: semantic.drafts,
    crop,
    textMasks: text.masks,
    textBoxes: text.boxes,
    boxes: await decodeLikely(task, encoding),
    seeds: selectSeedMasks(seedMasks, settings.candidates, segmenter.card.thresholds),
  }
  return {
    drafts: collectCandidates(groups, settings.candidates),
    numbers: {
      view: initial.view,
      initialToken: initial.initialToken,
      cellMeans,
      seeds,
      ...semantic.numbers,
    },
  }
}

/**
 * Which part of the image the discovery looks at, and which crop is looked at beside it; null = all, none. A crop shows
 * what is around the region, too: a segmenter tells the target from its surroundings.
 */
function chooseViews(
  box: ImageBox,
  image: ImageSource,
  settings: PipelineSettings,
): { readonly base: ImageBox | null; readonly extra: ImageBox | null } {
  const { view, cropBelow } = settings.candidates
  const crop = windowAround(box, wholeImage(image.size))
  if (crop === null || view === 'whole') return { base: null, extra: null }
  if (view === 'crop') return { base: crop, extra: null }
  const isSmall = boxArea(box) < cropBelow * areaOf(image.size)
  return { base: null, extra: view === 'both' || isSmall ? crop : null }
}

async function decodeOne(
  task: RegionTask,
  encoding: Encoding,
  prompt: Prompt,
  looks: 1 | 2 = 1,
): Promise<Decoded> {
  const [decoded] = await task.segmenter.decode(encoding, [prompt], { ...task.call, looks })
  if (decoded === undefined) throw new Error('the segmenter answered one prompt with no result')
  return decoded
}

type SemanticInput = {
  readonly encoding: Encoding
  readonly initial: Decoded
  readonly seeds: readonly Seed[]
}

/** The semantic-level candidates: seeds that look alike, one background point, the initial logits as mask prompt. */
async function findSemantic(task: RegionTask, input: SemanticInput) {
  const { segmenter, settings, call } = task
  const { encoding, initial, seeds } = input
  const nothing = { similarity: [], foreground: [], background: null }
  if (!settings.candidates.useSemantic || seeds.length === 0)
    return { drafts: [], numbers: nothing }
  const points = seeds.map((seed) => seed.point)
  const similarity = segmenter.card.capabilities.embeddingMap
    ? (await segmenter.similarity(encoding, points, call)).map(rounded)
    : []
  const core = pickForeground(similarity, points.length, settings.candidates.similarity)
  const { maskPrompt, negativePoints, mostPoints } = segmenter.card.capabilities
  const members = core.members.slice(0, mostPoints ?? undefined)
  const foreground = members.flatMap((member) => points[member] ?? [])
  const background = await segmenter.pickBackground(
    {
      decoded: initial.id,
      token: initial.initialToken,
      below: settings.candidates.backgroundLogit,
    },
    foreground,
    call,
  )
  const decoded = await decodeOne(task, encoding, {
    points: [
      ...foreground.map((point) => ({ point, label: 1 as const })),
      ...(negativePoints ? [{ point: background.point, label: 0 as const }] : []),
    ],
    box: null,
    mask: maskPrompt ? { kind: 'logits', decoded: initial.id, token: initial.initialToken } : null,
  })
  const flags: CandidateFlag[] = [
    ...(core.isCore ? [] : (['no-core'] as const)),
    ...(maskPrompt ? [] : (['no-mask-prompt'] as const)),
  ]
  return {
    drafts: draftsOf(task, decoded, { source: 'semantic', flags }),
    numbers: { similarity, foreground: core.members, background },
  }
}

/** Single-point prompts, strongest seed first; three masks each. */
async function decodeSeeds(
  task: RegionTask,
  encoding: Encoding,
  seeds: readonly Seed[],
): Promise<CandidateDraft[]> {
  const prompts = seeds.map(({ point }) => ({
    points: [{ point, label: 1 as const }],
    box: null,
    mask: null,
  }))
  const { segmenter, settings, call } = task
  const sieve = seedSieve(settings.candidates, segmenter.card.thresholds)
  const decoded = await segmenter.decode(encoding, prompts, { ...call, sieve })
  return decoded.flatMap((result, i) =>
    draftsOf(task, result, { source: 'seed', seed: seeds[i]?.point ?? null }),
  )
}

/** The region with its surroundings encoded and decoded by itself; its masks come back pasted into the whole image. */
async function decodeCrop(task: RegionTask, crop: ImageBox): Promise<CandidateDraft[]> {
  task.onStage('crop')
  const encoding = await task.segmenter.encode(task.image, crop, task.call)
  const { prompt, flags } = promptForBox(task.box, task.segmenter.card)
  const decoded = await decodeOne(task, encoding, prompt)
  return draftsOf(task, decoded, { source: 'crop', flags })
}

/** Three masks for each box that the target may have, looked at twice. */
async function decodeLikely(task: RegionTask, encoding: Encoding): Promise<CandidateDraft[]> {
  const { segmenter, settings, likely, call } = task
  if (!settings.candidates.useBoxes || likely.length === 0) return []
  task.onStage('boxes')
  const asked = likely.map((box) => promptForBox(box, segmenter.card))
  const prompts = asked.map(({ prompt }) => prompt)
  const decoded = await segmenter.decode(encoding, prompts, { ...call, looks: 2 })
  const { flags = [] } = asked[0] ?? {}
  return decoded.flatMap((result) => draftsOf(task, result, { source: 'box', flags }))
}

function draftsOf(
  { region }: RegionTask,
  decoded: Decoded,
  origin: Omit<DraftOrigin, 'region'>,
): CandidateDraft[] {
  return decoded.masks.map((mask) => draftFrom(mask, { ...origin, region }))
}
