import type { Generated } from 'kysely'
import type {
  AnnotatorsTable,
  AssignmentsTable,
  CheckNotesTable,
  CheckVerdictsTable,
  CommentsTable,
  GoldSamplesTable,
  OpinionsTable,
  ProposalsTable,
  ReviewQueueTable,
  ReviewsTable,
  SetAsideTable,
  TextChangesTable,
} from './curation-tables.ts'
import type { ExperimentResultsTable, ExperimentsTable } from './experiment-tables.ts'
import type {
  PredictionFiguresTable,
  PredictionSetsTable,
  PredictionTagsTable,
  PredictionsTable,
} from './prediction-tables.ts'
import type { LayerSource, SampleStatus } from './values.ts'

/** Rows as SQLite has them; booleans are 0 or 1, columns named `…Json` hold JSON text. Masks are the counts of a COCO
 * run-length string; their size is the image's. An empty mask is null. */
export type ImagesTable = {
  id: Generated<number>
  /** Id in every export: a foreign one where it came with one and was free. */
  exportId: number
  /** Relative to the project's folder, or absolute; separators are `/`. */
  path: string
  name: string
  digest: string
  width: number
  height: number
  bytes: number
  isMissing: Generated<number>
  createdAt: string
  /** 64 bits as 16 hex digits (`core/dataset/perceptual-hash.ts`); null while nobody looked. */
  perceptualHash: Generated<string | null>
  /** What several pictures of one source share, where it is known: a split keeps them together. */
  sourceId: Generated<string | null>
}

export type SamplesTable = {
  id: Generated<number>
  exportId: number
  imageId: number
  query: string
  variantsJson: string
  isSentence: number
  target: string
  synonymsJson: string
  attributesJson: string
  category: string | null
  componentsJson: string
  split: string | null
  answer: string
  rationale: string
  status: SampleStatus
  noTarget: Generated<number>
  createdAt: string
  updatedAt: string
  removedAt: string | null
}

/** How many live samples each thousand of ids holds, by what a list is filtered by. Kept by triggers. */
export type SampleGroupsTable = {
  bucket: number
  status: SampleStatus
  /** Empty for none, as is `split`. */
  category: string
  split: string
  n: number
}

export type RunsTable = {
  id: Generated<number>
  sampleId: number
  createdAt: string
  settingsJson: string
  reasoningJson: string
  boxesJson: string
  priorJson: string | null
  modelId: string
  modelDigest: string
  timingsJson: string
  numbersJson: string
  flagsJson: string
  isStale: Generated<number>
  recordJson: Generated<string>
}

export type CandidatesTable = {
  runId: number
  id: string
  rank: number
  source: string
  region: number
  counts: string
  predictedIou: number
  stability: number | null
  token: number
  seedJson: string | null
  flagsJson: string
  score: number
  termsJson: string
  alikeOf: string | null
  reason: string | null
}

export type AnnotationsTable = {
  id: Generated<number>
  sampleId: number
  version: number
  target: string | null
  ignore: string | null
  noTarget: number
  source: LayerSource
  runId: number | null
  candidateIdsJson: string
  annotator: string
  createdAt: string
  isStale: Generated<number>
  /** Time at the sample before the save, and how many prompts and strokes it took; null where nobody counted. */
  seconds: Generated<number | null>
  clicks: Generated<number | null>
}

export type DraftsTable = {
  sampleId: number
  revision: number
  target: string | null
  ignore: string | null
  noTarget: number
  /** Edits with a sequence up to this one are applied. */
  cursor: number
}

export type EditsTable = {
  id: Generated<number>
  sampleId: number
  sequence: number
  tool: string
  label: string
  dataJson: string
  createdAt: string
}

export type RegionHintsTable = { sampleId: number; reasoningJson: string }

export type ForeignIdsTable = {
  source: string
  kind: 'image' | 'annotation'
  foreignId: string
  rowId: number
}

export type SettingsTable = { key: string; valueJson: string }

export type JobsTable = {
  id: Generated<number>
  kind: string
  title: string
  state: string
  done: number
  total: number | null
  note: string
  errorJson: string | null
  resultJson: string | null
  paramsJson: string | null
  createdAt: string
  updatedAt: string
}

/** Samples of a job that may be gone on with. */
export type JobItemsTable = {
  jobId: number
  sampleId: number
  state: 'todo' | 'done' | 'failed'
  runId: number | null
  errorJson: string | null
}

/** What an MLLM said to a question; the key names the question. */
export type RepliesTable = {
  key: string
  text: string
  finish: string
  inputTokens: number | null
  outputTokens: number | null
  milliseconds: number
  /** 0: no parser could read it; it is replayed with its run and never used for another. */
  isReadable: Generated<number>
  createdAt: string
}

/** Weights 32×32 that came from a file. */
export type SamplePriorsTable = { sampleId: number; name: string; weightsJson: string }

export type CallsTable = {
  id: Generated<number>
  sampleId: number
  /** null while its run is under way, and of runs that failed. */
  runId: number | null
  stage: string
  profile: string
  model: string
  requestJson: string
  replyKey: string
  reply: string | null
  outcome: string
  isCached: number
  inputTokens: number | null
  outputTokens: number | null
  cost: number
  milliseconds: number
  tries: number
  createdAt: string
}

export type Tables = {
  images: ImagesTable
  samples: SamplesTable
  sampleGroups: SampleGroupsTable
  runs: RunsTable
  candidates: CandidatesTable
  annotations: AnnotationsTable
  drafts: DraftsTable
  edits: EditsTable
  regionHints: RegionHintsTable
  foreignIds: ForeignIdsTable
  settings: SettingsTable
  jobs: JobsTable
  jobItems: JobItemsTable
  replies: RepliesTable
  samplePriors: SamplePriorsTable
  calls: CallsTable
  annotators: AnnotatorsTable
  assignments: AssignmentsTable
  opinions: OpinionsTable
  setAside: SetAsideTable
  reviewQueue: ReviewQueueTable
  reviews: ReviewsTable
  comments: CommentsTable
  goldSamples: GoldSamplesTable
  textChanges: TextChangesTable
  checkNotes: CheckNotesTable
  checkVerdicts: CheckVerdictsTable
  proposals: ProposalsTable
  predictionSets: PredictionSetsTable
  predictions: PredictionsTable
  predictionFigures: PredictionFiguresTable
  predictionTags: PredictionTagsTable
  experiments: ExperimentsTable
  experimentResults: ExperimentResultsTable
}
