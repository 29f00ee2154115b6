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
import { parseReply } from '#core/prompt/parsers'
import { fillTurn, type FilledTurn } from '#core/prompt/prompt-file'
import type { PromptSet } from '#core/prompt/prompt-set'
import { inParallel } from '#electron/files/in-parallel'
import { failure, unwrap } from '#models/failure'
import type { JudgingSettings } from '#rpc/schemas/pipeline'
import { askOrTell, type AskProblem } from './ask-or-tell.ts'
import { askReadable } from './ask-readable.ts'
import type { Asker, Question, SentImage } from './asker.ts'
import {
  subjectValues,
  type JudgedSubject,
  type JudgeTools,
  type UsedPrompts,
} from './judged-subject.ts'
import { maskPictures, type MaskPictures } from './judge-pictures.ts'

export type JudgeTask = JudgedSubject & {
  /** Their scores are the geometric ones. */
  readonly candidates: readonly Candidate[]
  readonly settings: Omit<JudgingSettings, 'profile' | 'blend'>
  /** The judge's share of the score, 0..1. */
  readonly weight: number
  /** Mask IoU from which two candidates are twins. */
  readonly alikeIou: number
  /** A round is over. */
  readonly onRound?: (round: number) => void
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
  readonly prompts: UsedPrompts
  readonly seed: number
  readonly groupSize: number
  readonly weight: number
  readonly alikeIou: number
  readonly rounds: readonly RecordedRound[]
  /** The ranking was settled after the last round. */
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
  const ids = candidates.map(({ id }) => id)
  const rounds: RecordedRound[] = []
  const history: Standing[] = []
  let isDone = ids.length === 0
  let hasFailed = false
  while (!isDone && rounds.length < settings.rounds) {
    const round = rounds.length + 1
    const dealt = judgeGroups(ids, { size: settings.groupSize, round, seed: settings.seed })
    const groups = await inParallel(dealt, tools.asker.profile.concurrency, (group) =>
      judgeGroup({ ids: group, round, wording, shown }, task, tools),
    )
    rounds.push({ round, groups })
    history.push(standingOf(task, rounds))
    task.onRound?.(round)
    hasFailed = groups.some(isHostProblem)
    isDone = hasFailed || (settings.stopEarly && isSettled(history))
  }
  const isEarly = isDone && !hasFailed && rounds.length > 0
  return concluded(task, { rounds, wording, isSettled: isEarly })
}

/** Not a reply that cannot be read, which another group's may be. */
function isHostProblem({ problem }: RecordedGroup): boolean {
  return problem !== null && problem.code !== 'reply_unreadable'
}

function standingOf(task: JudgeTask, rounds: readonly RecordedRound[]): Standing {
  const { ranked } = concludeJudging(task.candidates, rounds, blendOf(task))
  return { ranking: ranked.map(({ id }) => id), scores: poolScores(rounds) }
}

function blendOf({ weight, alikeIou }: JudgeTask) {
  return { blend: weight, alikeIou }
}

type Outcome = {
  readonly rounds: readonly RecordedRound[]
  readonly wording: Wording
  readonly isSettled: boolean
}

function concluded(task: JudgeTask, outcome: Outcome): Judged {
  const { rounds, wording } = outcome
  const { ranked, flags } = concludeJudging(task.candidates, rounds, blendOf(task))
  const pooled = poolScores(rounds)
  const geometric = new Map(task.candidates.map(({ id, score }) => [id, score]))
  const { seed, groupSize } = task.settings
  const record = {
    prompts: wording.used,
    seed,
    groupSize,
    weight: task.weight,
    alikeIou: task.alikeIou,
    rounds,
    isSettled: outcome.isSettled,
    scores: ranked.map(({ id }) => {
      const { score = null, rounds: judgedIn = 0 } = pooled.get(id) ?? {}
      return { id, geometric: geometric.get(id) ?? 0, judge: score, rounds: judgedIn }
    }),
  }
  return { ranked, record, flags }
}

type Wording = { readonly set: PromptSet; readonly used: UsedPrompts }

async function openWording({ settings }: JudgeTask, { shelf }: JudgeTools): Promise<Wording> {
  const { set, isOwn } = await shelf.get(`judge-${settings.view}`)
  if (set.parser !== 'judge')
    throw failure(
      'bad_input',
      `The prompt set ${set.id} does not judge: its replies are read as ${set.parser}.`,
      'Let its parser be judge.',
    )
  const turn = settings.cot ? 'think' : 'short'
  return { set, used: { id: set.id, version: set.version, isOwn, turn } }
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
  const asked = { style: grid.style, values }
  const turn = unwrap(fillTurn(wording.set, wording.used.turn, asked))
  const masks = ids.flatMap((id) => task.candidates.find((one) => one.id === id) ?? [])
  return {
    stage: 'judge',
    system: turn.system,
    turns: [{ role: 'user', text: turn.text, images: await imagesOf(turn, masks, shown) }],
    // Where chance has a say, the same group asked in another round is another sample.
    sampleIndex: asker.profile.temperature > 0 ? round - 1 : 0,
  }
}

async function imagesOf(
  { pictures }: FilledTurn,
  masks: readonly Candidate[],
  shown: MaskPictures,
): Promise<readonly SentImage[]> {
  if (pictures === 'masks') return shown.masks(masks)
  if (pictures === 'outlines') return shown.outlines(masks)
  throw failure(
    'bad_input',
    `The judge’s prompt set shows “${pictures}”, and a judge has to see the masks.`,
    'Let its pictures be masks or outlines.',
  )
}
