import type { Candidate } from '#core/candidate/candidate'
import { wholeImage, type ImageBox } from '#core/geometry/box'
import type { ImagePoint } from '#core/geometry/point'
import type { Prior } from '#core/prior/prior'
import { cellBox } from '#core/prior/region'
import {
  correctionPoints,
  isInRle,
  type Correction,
  type Corrections,
} from '#core/prompt/corrections'
import { parseReply } from '#core/prompt/parsers'
import { fillTurn, gridValues } from '#core/prompt/prompt-file'
import type { ParsedRefinement } from '#core/prompt/reply'
import { failure, unwrap } from '#models/failure'
import type {
  CallOptions,
  Decoded,
  DecodedMask,
  ImageSource,
  PointPrompt,
  Segmenter,
  SegmenterCapabilities,
} from '#models/ports'
import { askOrTell, type AskProblem } from './ask-or-tell.ts'
import { askReadable, type Read } from './ask-readable.ts'
import { rounded } from './drafts.ts'
import {
  subjectValues,
  type JudgedSubject,
  type JudgeTools,
  type UsedPrompts,
} from './judged-subject.ts'
import { maskPictures } from './judge-pictures.ts'

export type RefineTask = JudgedSubject & {
  readonly candidate: Candidate
  readonly source: ImageSource
  /** Nothing is added where it is zero; null: the target may be anywhere. */
  readonly prior: Prior | null
}

export type RefineTools = JudgeTools & {
  readonly segmenter: Segmenter
  readonly call: CallOptions
}

/**
 * `right`: the judge finds nothing wrong. `no-points`: nothing of what it named lies where it could be corrected.
 * `not-better`: the mask decoded again does not follow, or its predicted IoU is no higher. `not-asked`: no readable
 * reply.
 */
type RefineOutcome = 'kept' | 'right' | 'no-points' | 'not-better' | 'not-asked'

/** Plain JSON. */
export type RefineRecord = {
  readonly prompts: UsedPrompts
  readonly candidate: string
  readonly outcome: RefineOutcome
  readonly missing: ParsedRefinement['missing']
  readonly surplus: ParsedRefinement['surplus']
  readonly reason: string
  readonly points: readonly Correction[]
  readonly anchor: ImagePoint | null
  /** Predicted IoU of the candidate and of what was decoded again; null: nothing was. */
  readonly before: number
  readonly after: number | null
  readonly call: number | null
  readonly isRepaired: boolean
  readonly problem: AskProblem | null
}

export type Refined = {
  /** To take the candidate's place; null: it stays as it is. */
  readonly mask: DecodedMask | null
  readonly record: RefineRecord
  readonly flags: readonly 'refine-missing'[]
}

/**
 * The judge sees one candidate and says what it lacks or has too much; that becomes points for one more decode, which is
 * kept where it follows at least one of them and its predicted IoU is higher. Throws AppFailure as the segmenter does,
 * `cancelled`, and `bad_input` for a wording that cannot be used.
 */
export async function refineCandidate(task: RefineTask, tools: RefineTools): Promise<Refined> {
  const { candidate } = task
  const asked = await askJudge(task, tools)
  const blank = {
    ...nothing,
    prompts: asked.prompts,
    candidate: candidate.id,
    before: rounded(candidate.predictedIou),
  }
  if (!asked.told.ok) {
    const record = { ...blank, outcome: 'not-asked' as const, problem: asked.told.problem }
    return { mask: null, record, flags: ['refine-missing'] }
  }
  const { value, answer, isRepaired } = asked.told.value
  const { missing, surplus, reason } = value
  const said = { ...blank, missing, surplus, reason, call: answer.call, isRepaired }
  const stays = (outcome: RefineOutcome, more: Partial<RefineRecord> = {}): Refined => {
    return { mask: null, record: { ...said, outcome, ...more }, flags: [] }
  }
  if (missing.length === 0 && surplus.length === 0) return stays('right')
  const { points, anchor } = correctionsOf(task, value)
  if (points.length === 0) return stays('no-points', { anchor })
  const best = await decodeAgain(task, { points, anchor }, tools)
  const after = best === null ? null : rounded(best.predictedIou)
  const decided = { points, anchor, after }
  if (best === null || after === null || after <= said.before) return stays('not-better', decided)
  return { mask: best, record: { ...said, ...decided, outcome: 'kept' }, flags: [] }
}

const nothing = {
  missing: [],
  surplus: [],
  reason: '',
  points: [],
  anchor: null,
  after: null,
  call: null,
  isRepaired: false,
  problem: null,
} as const

async function askJudge(task: RefineTask, { asker, shelf, pictures }: RefineTools) {
  const { candidate, image, grid } = task
  const { set, isOwn } = await shelf.get('refine')
  const prompts = { id: set.id, version: set.version, isOwn, turn: 'ask' }
  const values = { ...gridValues(grid), ...subjectValues(task) }
  const turn = unwrap(fillTurn(set, 'ask', { style: grid.style, values }))
  if (turn.pictures !== 'grid-mask')
    throw failure(
      'bad_input',
      `The prompt set ${set.id} shows “${turn.pictures}”, and the judge has to see the mask on the grid.`,
      'Let its pictures be grid-mask.',
    )
  const images = await maskPictures(image.id, pictures).onGrid(candidate)
  const question = {
    stage: 'refine' as const,
    system: turn.system,
    turns: [{ role: 'user' as const, text: turn.text, images }],
  }
  const told = await askOrTell<Read<ParsedRefinement>>(() =>
    askReadable(asker, question, {
      shelf,
      style: grid.style,
      read: (text) => parseReply('refine', text, { ...grid, size: image.size }),
    }),
  )
  return { prompts, told }
}

function correctionsOf(task: RefineTask, { missing, surplus }: ParsedRefinement) {
  const { candidate, image, grid, prior } = task
  return correctionPoints({
    mask: candidate.rle,
    missing,
    surplus,
    grid: { ...grid, size: image.size },
    within: prior === null ? [wholeImage(image.size)] : likelyCells(prior, task),
  })
}

function likelyCells({ weights }: Prior, { image }: RefineTask): ImageBox[] {
  return weights.flatMap((weight, cell) => (weight > 0 ? [cellBox(cell, image.size)] : []))
}

/**
 * The mask of the new decode that follows most of the points, of equals the one of highest predicted IoU; null where
 * none follows any.
 */
async function decodeAgain(
  { candidate, source }: RefineTask,
  wanted: Corrections,
  { segmenter, call }: RefineTools,
): Promise<DecodedMask | null> {
  const { capabilities } = segmenter.card
  const points = pointsFor(wanted, capabilities)
  if (points.length === 0) return null
  const mask = capabilities.maskPrompt ? { kind: 'mask' as const, rle: candidate.rle } : null
  const encoding = await segmenter.encode(source, null, call)
  const [again] = await segmenter.decode(encoding, [{ points, box: null, mask }], {
    ...call,
    looks: 2,
  })
  const follows = ({ rle }: DecodedMask) =>
    wanted.points.filter(({ point, label }) => isInRle(rle, point) === (label === 1)).length
  const [best] = masksOf(again)
    .map((one) => ({ one, count: follows(one) }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count || b.one.predictedIou - a.one.predictedIou)
  return best?.one ?? null
}

/** What the model can take of them, the place to hold on to first. */
function pointsFor(
  { points, anchor }: Corrections,
  { negativePoints, mostPoints }: SegmenterCapabilities,
): PointPrompt[] {
  const taken = points.filter(({ label }) => label === 1 || negativePoints)
  if (taken.length === 0) return []
  return [
    ...(anchor === null ? [] : [{ point: anchor, label: 1 as const }]),
    ...taken.map(({ point, label }) => ({ point, label })),
  ].slice(0, mostPoints ?? undefined)
}

function masksOf(decoded: Decoded | undefined): readonly DecodedMask[] {
  if (decoded === undefined) return []
  return decoded.single === null ? decoded.masks : [decoded.single, ...decoded.masks]
}
