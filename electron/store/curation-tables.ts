import type { Generated } from 'kysely'

/* Rows of who works on what and what they think of it; as in `tables.ts`. */

export type AnnotatorsTable = { name: string; createdAt: string; retiredAt: string | null }

export type AssignmentsTable = {
  sampleId: number
  annotator: string
  role: 'annotate' | 'opinion' | 'review'
  createdAt: string
  doneAt: string | null
}

/** A second annotator's own mask of a sample; it is never exported as the sample's. */
export type OpinionsTable = {
  id: Generated<number>
  sampleId: number
  annotator: string
  target: string | null
  ignore: string | null
  noTarget: number
  /** What the annotator takes the query for; null: not said. */
  category: string | null
  seconds: number | null
  clicks: number | null
  createdAt: string
}

/** The draft of a sample and its edits as they were, while somebody gives a second opinion on an empty one. */
export type SetAsideTable = {
  sampleId: number
  annotator: string
  /** null: there was none. */
  draftJson: string | null
  editsJson: string
  createdAt: string
}

/** The newest version of every sample that has one, with what a queue of reviews is ordered by. Kept by triggers. */
export type ReviewQueueTable = {
  sampleId: number
  /** They rise with time. */
  annotationId: number
  annotator: string
  /** It is accepted, and nobody said yet that it is right. */
  isOpen: number
  /** Of the best candidate's score over the next unlike one; null where the mask came without. */
  lead: number | null
  /** IoU of the mask with the first-ranked candidate, 0..1; null where it came without. */
  firstRankIou: number | null
  clicks: number | null
  /** The review that put it off; null: not put off. */
  putOff: number | null
}

export type ReviewsTable = {
  id: Generated<number>
  sampleId: number
  /** Of the annotation that was judged. */
  version: number
  reviewer: string
  verdict: 'right' | 'fix' | 'reject' | 'later'
  isBlind: number
  seconds: number | null
  createdAt: string
}

export type CommentsTable = {
  id: Generated<number>
  sampleId: number
  author: string
  text: string
  createdAt: string
  resolvedAt: string | null
}

/** Samples whose truth is known, to tell annotators how they do. */
export type GoldSamplesTable = {
  sampleId: number
  target: string | null
  ignore: string | null
  noTarget: number
  leastIou: number
  createdAt: string
}

/** Fields of a sample before and after they were changed; only those that differ. */
export type TextChangesTable = {
  id: Generated<number>
  sampleId: number
  author: string
  beforeJson: string
  afterJson: string
  createdAt: string
}

/** Why a check of a query does not count; for the wording it was said of. */
export type CheckNotesTable = {
  sampleId: number
  checkId: string
  query: string
  note: string
  author: string
  createdAt: string
}

/** What an MLLM said to a check of a query. */
export type CheckVerdictsTable = {
  sampleId: number
  checkId: string
  query: string
  verdict: 'ok' | 'warn' | 'bad'
  why: string
  profile: string
  createdAt: string
}

/** A query, rationale or answer that an MLLM wrote, for a person to decide on. */
export type ProposalsTable = {
  id: Generated<number>
  kind: string
  imageId: number
  sampleId: number | null
  target: string | null
  textsJson: string
  recordJson: string
  verdict: string
  state: 'waiting' | 'taken' | 'dropped'
  decidedBy: string | null
  decidedAt: string | null
  createdAt: string
}
