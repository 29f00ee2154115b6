import { judgeGroups } from '../candidate/judge.ts'
import { sizeOfRle, type Rle } from '../mask/mask.ts'
import { isEmptyRle, rleArea, subtractRles } from '../mask/rle-ops.ts'
import { emptyRle } from '../mask/rle.ts'
import { iouOf } from '../metrics/overlap.ts'
import type { DatasetSample, Loss } from './dataset.ts'

/** A candidate mask of a sample, as its run left it. */
export type ScoreCandidate = {
  /** Unique within the sample, as `c07`. */
  readonly id: string
  readonly source: string
  /** COCO counts at the image's size. */
  readonly counts: string
  readonly predictedIou: number
  readonly stability: number | null
  readonly reason: string | null
  /** `human`, or `model:NAME`; null without a reason. */
  readonly reasonBy: string | null
}

/** A mask shown, under the names of the file. */
export type ScoredMask = {
  readonly cid: string
  readonly rle: Rle
  readonly origin: string
  readonly model_score: number | null
  readonly stability: number | null
  /** With the truth, ignored pixels left out: exact, and the whole numbers it comes from. */
  readonly iou: number
  readonly inter: number
  readonly union: number
  readonly is_pad: boolean
  readonly reason: string | null
}

export type Split = 'train' | 'val' | 'test'

/** One group of masks to be scored: a line of the file, under the names it has there. Sizes are [height, width]. */
export type ScoreGroup = {
  readonly schema: 'maskscore/1'
  readonly id: string
  readonly image: string
  readonly height: number
  readonly width: number
  readonly query: string
  readonly is_sentence: boolean
  /** What projects do not know is null. */
  readonly level: 'semantic' | 'object' | 'part' | null
  readonly source: string
  readonly split: Split
  readonly license: string | null
  readonly gt: Rle
  readonly ignore: Rle | null
  /** In the order shown. */
  readonly candidates: readonly ScoredMask[]
  readonly group: {
    readonly index: number
    readonly of: number
    readonly size: number
    readonly seed: number
  }
  readonly tags: readonly string[]
  readonly cot: string | null
  readonly cot_source: string | null
  readonly annotators: readonly string[]
  readonly created: string | null
}

/** Whether answers think aloud first, do not, or one in two does. */
export type ExportThinking = 'with' | 'without' | 'mixed'

export type GroupOptions = {
  readonly groupSize: number
  readonly padGroups: boolean
  readonly seed: number
  /** Whether the true mask is shown among the candidates, in test groups too. */
  readonly trueMask: boolean
}

/** The one of two splits that fewer things may be learnt from. */
export function stricterSplit(a: Split | null, b: Split | null): Split | null {
  const order = [null, 'train', 'val', 'test'] as const
  return order.indexOf(a) > order.indexOf(b) ? a : b
}

/**
 * The candidates of a sample, shuffled and dealt out into groups; none where there are none. Byte-identical masks are
 * shown once. A test group shows no mask that is the true one, found by a model or not, unless `trueMask` asks for it.
 * `split` is the image's: all groups of an image are in one.
 */
export function scoreGroups(
  sample: DatasetSample,
  candidates: readonly ScoreCandidate[],
  options: GroupOptions & { readonly split: Split },
): { readonly groups: readonly ScoreGroup[]; readonly losses: readonly Loss[] } {
  const truth = sample.noTarget ? emptyRle(sample.size) : sample.mask
  const { shown, hidden } = shownMasks({ ...sample, mask: truth }, candidates, options)
  const { groupSize: size, seed } = options
  const byId = new Map(shown.map((mask) => [mask.cid, mask]))
  // A stream of its own for each sample: else all those with as many candidates would be shuffled alike.
  const dealt = judgeGroups([...byId.keys()], { size, round: sample.sampleId, seed })
  const groups = dealt.map((ids, i): ScoreGroup => {
    const found = ids.flatMap((id) => byId.get(id) ?? [])
    const masks = options.padGroups ? padded(found, size, { ...sample, mask: truth }) : found
    return {
      ...headOf(sample, options.split, `${sourceName}_${sample.annotationId}#g${i + 1}`),
      gt: truth,
      ignore: isEmptyRle(sample.ignore) ? null : sample.ignore,
      candidates: masks,
      group: { index: i + 1, of: dealt.length, size: masks.length, seed },
      ...tailOf(sample),
      ...thoughtOf(masks, candidates),
    }
  })
  return { groups, losses: lossesOf(sample, options.split, { isShown: shown.length > 0, hidden }) }
}

/** What other data sets call ours. */
const sourceName = 'reaseg'

function headOf(sample: DatasetSample, split: Split, id: string) {
  return {
    schema: 'maskscore/1',
    id,
    image: sample.imageName,
    height: sample.size.height,
    width: sample.size.width,
    query: sample.query,
    is_sentence: sample.isSentence,
    level: null,
    source: sourceName,
    split,
    license: null,
  } as const
}

function tailOf({ category, components }: DatasetSample) {
  const tags = category === null ? [] : [category, ...components]
  return { tags, annotators: [], created: null }
}

type Truth = { readonly mask: Rle; readonly ignore: Rle }

function shownMasks(
  truth: Truth,
  candidates: readonly ScoreCandidate[],
  options: { readonly split: Split; readonly trueMask: boolean },
): { readonly shown: readonly ScoredMask[]; readonly hidden: number } {
  const { size, counts } = truth.mask
  const seen = new Set<string>()
  const unlike = candidates.filter((one) => !seen.has(one.counts) && seen.add(one.counts))
  const isHidden = (one: { readonly counts: string }) =>
    options.split === 'test' && !options.trueMask && one.counts === counts
  const found = unlike.filter((one) => !isHidden(one))
  const shown = found.map((one) =>
    scored(truth, {
      cid: one.id,
      rle: { size, counts: one.counts },
      origin: originOf(one.source),
      model_score: one.predictedIou,
      stability: one.stability,
      reason: one.reason,
    }),
  )
  const isAdded =
    options.trueMask && shown.length > 0 && !seen.has(counts) && !isEmptyRle(truth.mask)
  return {
    shown: isAdded ? [...shown, scored(truth, { ...bare, cid: 'truth', rle: truth.mask })] : shown,
    hidden: unlike.length - found.length,
  }
}

const bare = { origin: 'human', model_score: null, stability: null, reason: null }

function scored(
  truth: Truth,
  mask: Omit<ScoredMask, 'iou' | 'inter' | 'union' | 'is_pad'>,
): ScoredMask {
  const { iou, intersection, union } = iouOf(mask.rle, truth.mask, truth.ignore)
  return { ...mask, iou, inter: intersection, union, is_pad: false }
}

/** Masks with no pixel behind the last ones; their target is 0, also where nothing is the target. */
function padded(masks: readonly ScoredMask[], size: number, truth: Truth): readonly ScoredMask[] {
  const rle = emptyRle(sizeOfRle(truth.mask))
  const union = rleArea(subtractRles(truth.mask, truth.ignore))
  const pads = Array.from({ length: size - masks.length }, (_, i): ScoredMask => {
    const given = { ...bare, origin: 'pad', cid: `pad${i + 1}`, rle }
    return { ...given, iou: 0, inter: 0, union, is_pad: true }
  })
  return [...masks, ...pads]
}

/** The words of the file: attention-guided masks are `amg`, masks joined by hand `human`. */
function originOf(source: string): string {
  if (source === 'multimask' || source === 'semantic') return source
  if (source === 'seed') return 'amg'
  return source === 'union' ? 'human' : `model:${source}`
}

/** What was said of each mask, in the order shown; null where of one nothing was. */
function thoughtOf(
  masks: readonly ScoredMask[],
  candidates: readonly ScoreCandidate[],
): { readonly cot: string | null; readonly cot_source: string | null } {
  const sources = new Set<string>()
  const lines: string[] = []
  for (const [i, { cid, reason, is_pad: isPad }] of masks.entries()) {
    const said = (reason ?? '').trim().replaceAll(/\s+/g, ' ')
    if (said === '' && !isPad) return { cot: null, cot_source: null }
    lines.push(`Mask ${i + 1}: ${isPad ? 'It is empty.' : said}`)
    const by = candidates.find(({ id }) => id === cid)?.reasonBy ?? null
    if (by !== null) sources.add(by)
  }
  return { cot: lines.join('\n'), cot_source: [...sources].toSorted().join('+') || null }
}

function lossesOf(
  sample: DatasetSample,
  split: Split,
  { isShown, hidden }: { readonly isShown: boolean; readonly hidden: number },
): Loss[] {
  const lost = (what: string): Loss => ({ sample: sample.sampleId, what, iou: null })
  const losses: Loss[] = []
  if (hidden > 0)
    losses.push(lost('candidate: it is the true mask, which test groups do not show unless asked'))
  if (!isShown) return [...losses, lost('sample: it has no candidates to score, so no group')]
  if (sample.split !== null && sample.split !== split)
    losses.push(
      lost(`split: another sample of the image is in ${split}, and so all of its groups are`),
    )
  return losses
}
