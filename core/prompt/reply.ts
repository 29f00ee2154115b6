import type { Grid } from '../grid/grid.ts'
import type { Region } from '../grid/region.ts'

/** The reply formats there are; a prompt set names the one its replies are read by. */
export const parserIds = [
  'stepwise',
  'plain',
  'coprs',
  'llavaseg',
  'region',
  'judge',
  'consistency',
  'refine',
  'written',
  'verdict',
  'check',
] as const
export type ParserId = (typeof parserIds)[number]

/** What a reply answers to. The grid is the one that was sent; its size is the image's. */
export type ReplyContext = Grid & {
  /** Masks that the judge was shown, numbered from 1. */
  readonly count?: number
  /** The set's turn that is answered, where its turns differ in format. */
  readonly turn?: string
}

/** Part of the raw reply: UTF-16 offsets, `from` included, `to` not. */
export type Span = { readonly from: number; readonly to: number }

/** A stretch of the reply with a title of its own, for display. */
export type ReplyStep = Span & {
  /** `step`: with a heading of its own; `answer`: what was read; `text`: anything else. */
  readonly kind: 'step' | 'answer' | 'text'
  readonly title: string
}

/** Where the reply names rows, columns, cells or a box; rows alone reach over all columns, and the other way round. */
export type Mention = Span & { readonly region: Region }

/** What every parsed reply has for being shown. */
export type Display = {
  /** In order, never overlapping. */
  readonly steps: readonly ReplyStep[]
  /** In order, never overlapping. */
  readonly mentions: readonly Mention[]
  /** What was taken although it was not quite as asked for, in words; empty for a clean reply. */
  readonly repairs: readonly string[]
}

export type ParsedReasoning = Display &
  (
    | {
        readonly kind: 'regions'
        /** Empty where the format names none. */
        readonly target: string
        readonly attributes: readonly string[]
        /** 1..n, ids ascending and each once. */
        readonly regions: readonly Region[]
        readonly rationale: string
      }
    | { readonly kind: 'absent'; readonly target: string; readonly rationale: string }
    | {
        /** The format says what the target is and not where. */
        readonly kind: 'no-region'
        readonly target: string
        readonly attributes: readonly string[]
        readonly rationale: string
      }
  )

export type MaskScore = {
  /** From 1, in the order shown. */
  readonly mask: number
  /** Estimated IoU with the true mask, 0..1. */
  readonly iou: number
  readonly reason: string
}

export type ParsedJudgement = Display & {
  readonly kind: 'judgement'
  /** One for each mask shown, in the order shown. */
  readonly scores: readonly MaskScore[]
  /** The judge says that none of the masks shows the target. */
  readonly noneFits: boolean
}

export type ParsedConsistency = Display & {
  readonly kind: 'consistency'
  /** Each 0..1. */
  readonly parts: {
    readonly logic: number
    readonly relevance: number
    readonly visual: number
    readonly localisation: number
  }
  /** Weighted mean of the parts, 0..1. */
  readonly score: number
  readonly reason: string
}

export type ParsedRefinement = Display & {
  readonly kind: 'refinement'
  /** Places of the target that the mask lacks. Both lists empty: the mask is right as it is. */
  readonly missing: readonly Region[]
  /** Places in the mask that are not the target. */
  readonly surplus: readonly Region[]
  readonly reason: string
}

/** Queries, answers or rationales that an MLLM wrote for a mask. */
export type ParsedWritten = Display & {
  readonly kind: 'written'
  /** 1..10; a field the turn did not ask for is empty. */
  readonly texts: readonly WrittenText[]
}

export type WrittenText = {
  readonly query: string
  readonly answer: string
  readonly rationale: string
}

/** What a second MLLM says of a written text (Rea2Seg appendix C). */
export type ParsedVerdict = Display & {
  readonly kind: 'verdict'
  /** It holds for the boxed target. */
  readonly correct: boolean
  /** It holds for nothing else in the image. */
  readonly unambiguous: boolean
  /** Nobody has to reason for it. */
  readonly trivial: boolean
  /** The target can be told by its own attributes, without the relation. */
  readonly shortcut: boolean
  /** At most 5. */
  readonly paraphrases: readonly string[]
  readonly reason: string
}

/** How an MLLM judged the wording of a query. */
export type ParsedCheck = Display & {
  readonly kind: 'check'
  readonly verdict: 'ok' | 'warn' | 'bad'
  /** What it answered itself, where it was to try. */
  readonly answer: string
  readonly reason: string
}

/** What each parser gives. */
export type ReplyKinds = {
  readonly stepwise: ParsedReasoning
  readonly plain: ParsedReasoning
  readonly coprs: ParsedReasoning
  readonly llavaseg: ParsedReasoning
  readonly region: ParsedReasoning
  readonly judge: ParsedJudgement
  readonly consistency: ParsedConsistency
  readonly refine: ParsedRefinement
  readonly written: ParsedWritten
  readonly verdict: ParsedVerdict
  readonly check: ParsedCheck
}

export type ParsedReply = ReplyKinds[ParserId]
