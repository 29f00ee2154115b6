import type { Candidate } from '#core/candidate/candidate'
import {
  concludeJudging,
  isSettled,
  judgeGroups,
  poolScores,
  type JudgeFlag,
  type JudgedGroup,
  type Standing,
} from '#core/candidate/judge'
import type { Size } from '#core/geometry/size'
import type { GridSettings } from '#core/grid/grid'
import { parseReply } from '#core/prompt/parsers'
import { fillTurn, type FilledTurn } from '#core/prompt/prompt-file'
import type { PromptSet } from '#core/prompt/prompt-set'
import { inParallel } from '#electron/files/in-parallel'
import { failure, unwrap } from '#models/failure'
import type { JudgingSettings } from '#rpc/schemas/pipeline'
import { askOrTell, type AskProblem } from './ask-or-tell.ts'
import { askReadable } from './ask-readable.ts'
import type { Asker, Question, SentImage } from './asker.ts'
import { maskPictures, type ImagePictures, type MaskPictures } from './judge-pictures.ts'
import type { PromptShelf } from './prompt-shelf.ts'

/** What every question about masks tells of the sample. */
export type JudgedSubject = {
  readonly image: { readonly id: number; readonly size: Size }
  readonly query: string
  /** Empty where none was named. */
  readonly target: string
  readonly attributes: readonly string[]
  readonly grid: GridSettings
}

export type JudgeTask = JudgedSubject & {
  /** Their scores are the geometric ones. */
  readonly candidates: readonly Candidate[]
  readonly settings: Omit<JudgingSettings, 'profile' | 'blend'>
  /** The judge's share of the score, 0..1. */
  readonly weight: number
  /** Mask IoU from which two candidates are twins. */
  readonly alikeIou: number
  readonly onProgress?: (groups: { readonly done: number; readonly most: number }) => void
}

export type JudgeTools = {
  readonly asker: Asker
  readonly shelf: PromptShelf
  readonly pictures: ImagePictures
}

/** A group with how its scores were come by. */
type RecordedGroup = JudgedGroup & {
  /** The call whose reply was read; null where none was. */
  readonly call: number | null
  readonly isRepaired: boolean
  /** What was taken although it was not quite as asked for. */
  readonly repairs: readonly string[]
  readonly problem: AskProblem | null
}

type RecordedRound = { readonly round: number; readonly groups: readonly RecordedGroup[] }

/** Plain JSON: with the candidates' masks, `concludeJudging` decides the same from it without an MLLM. */
export type JudgeRecord = {
  readonly prompts: { readonly id: string; readonly version: number; readonly isOwn: boolean }
  readonly turn: string
  readonly seed: number
  readonly groupSize: number
  readonly weight: number
  readonly alikeIou: number
  readonly rounds: readonly RecordedRound[]
  /** No more rounds were asked, for the ranking was settled. */
  readonly isSettled: boolean
  /** In the order ranked; null as judge's score: nobody judged it. */
  readonly scores: readonly {
    readonly id: string
    readonly geometric: number
    readonly judge: number | null
    readonly rounds: number
  }[]
}

export type Judged = {
  /** Score, rank and reason by the judge. */
  readonly ranked: readonly Candidate[]
  readonly record: JudgeRecord
  readonly flags: readonly JudgeFlag[]
}

/**
 * An MLLM scores the candidates in shuffled groups, round after round, and they are ranked anew (Rea2Seg §4.3). A group
 * without a readable reply, repair included, is left out and flagged; a round in which the host failed is the last.
 * Throws AppFailure `cancelled`, and `bad_input` for a wording that cannot be used.
 */
export async function judgeCandidates(task: JudgeTask, tools: JudgeTools): Promise<Judged> {
  const { candidates, settings } = task
  const wording = await openWording(task, tools)
  const shown = maskPictures(task.image.id, tools.pictures)
  const rounds: RecordedRound[] = []
  const history: Standing[] = []
  const perRound = Math.ceil(candidates.length / settings.groupSize)
  const tell = () =>
    task.onProgress?.({
      done: rounds.length * perRound,
      most: settings.rounds * perRound,
    })
  let isDone = candidates.length === 0
  while (!isDone && rounds.length < settings.rounds) {
    const round = rounds.length + 1
    const groups = judgeGroups(
      candidates.map(({ id }) => id),
      { size: settings.groupSize, round, seed: settings.seed },
    )
    const judged = await inParallel(groups, tools.asker.profile.concurrency, (ids) =>
      judgeGroup({ ids, round, wording, shown }, task, tools),
    )
    rounds.push({ round, groups: judged })
    history.push(standingOf(task, rounds))
    tell()
    isDone = judged.some(isHostProblem) || (settings.stopEarly && isSettled(history))
  }
  const settled = settings.stopEarly && isSettled(history)
  return concluded(task, { rounds, wording, isSettled: settled })
}

type Wording = {
  readonly set: PromptSet
  readonly isOwn: boolean
  readonly turn: string
}

async function openWording({ settings }: JudgeTask, { shelf }: JudgeTools): Promise<Wording> {
  const { set, isOwn } = await shelf.get(
    settings.view === 'masks' ? 'judge-masks' : 'judge-outlines',
  )
  return { set, isOwn, turn: settings.cot ? 'think' : 'short' }
}

type GroupTask = {
  readonly ids: readonly string[]
  readonly round: number
  readonly wording: Wording
  readonly shown: MaskPictures
}

async function judgeGroup(
  group: GroupTask,
  task: JudgeTask,
  { asker, shelf }: JudgeTools,
): Promise<RecordedGroup> {
  const { ids } = group
  const { grid, image, settings } = task
  const question = await questionOf(group, task, asker)
  const context = { ...grid, size: image.size, count: ids.length }
  const told = await askOrTell(() =>
    askReadable(asker, question, {
      shelf,
      style: grid.style,
      read: (text) => parseReply('judge', text, context),
    }),
  )
  if (!told.ok)
    return { ids, scores: null, reasons: [], noneFits: false, ...unread, problem: told.problem }
  const { value, answer, isRepaired } = told.value
  return {
    ids,
    scores: value.scores.map(({ iou }) => iou),
    reasons: value.scores.map(({ reason }) => reason),
    noneFits: settings.askNone && value.noneFits,
    call: answer.call,
    isRepaired,
    repairs: value.repairs,
    problem: null,
  }
}

const unread = { call: null, isRepaired: false, repairs: [] } as const

async function questionOf(
  { ids, round, wording, shown }: GroupTask,
  task: JudgeTask,
  asker: Asker,
): Promise<Question> {
  const { grid } = task
  const values = { ...subjectValues(task), count: String(ids.length) }
  const turn = unwrap(fillTurn(wording.set, wording.turn, { style: grid.style, values }))
  const masks = ids.flatMap((id) => task.candidates.find((one) => one.id === id) ?? [])
  const images = await imagesOf(turn, wording.set, () => ({
    masks: () => shown.masks(masks),
    outlines: () => shown.outlines(masks),
  }))
  return {
    stage: 'judge',
    system: turn.system,
    turns: [{ role: 'user', text: turn.text, images }],
    // Where chance has a say, the same group asked in another round is another sample.
    sampleIndex: asker.profile.temperature > 0 ? round - 1 : 0,
  }
}
