import { basename, join, resolve } from 'node:path'
import { reasonOfError } from '#core/dataset/dataset'
import type { Prediction } from '#core/dataset/prediction-records'
import { inParallel } from '#electron/files/in-parallel'
import { readPriorFile } from '#electron/files/prior-file'
import { stemOf } from '#electron/formats/names'
import type { ForeignProblem } from '#electron/formats/format'
import { predictionReaders } from '#electron/formats/predictions/index'
import type { ForeignPrediction } from '#electron/formats/predictions/reader'
import type { JobContext } from '#electron/jobs/queue'
import {
  openPredictionStaging,
  type PredictionStaging,
  type StagedPrediction,
} from '#electron/store/prediction-staging'
import { openSampleIndex } from '#electron/store/sample-index'
import { AppFailure, failure } from '#models/failure'
import type { ParsedParams } from '#rpc/contract'
import type { PredictionsAdded } from '#rpc/schemas/predictions'
import { imageReaders } from './coco-pictures.ts'
import { createImportReport, type ImportReport } from './import-report.ts'
import type { OpenProject } from './open-project.ts'
import { openMatcher, type PredictionMatcher } from './prediction-match.ts'
import { priorFiles } from './sample-priors.ts'

export type AddInput = ParsedParams<'predictions.add'>

/** Records read and held at once. */
const piece = 32

/**
 * A model's output beside the truth: into a waiting place, then all of it into the project in one transaction. Records
 * that match no sample, or more than one, and broken ones are left out with file, line and reason. Throws AppFailure
 * `bad_input` where nothing matches.
 */
export async function addPredictions(
  project: OpenProject,
  input: AddInput,
  job: JobContext,
): Promise<PredictionsAdded> {
  const path = input.path === null ? '' : resolve(input.path)
  const report = createImportReport(path)
  const staging = await openPredictionStaging(project.writer())
  try {
    const adding: Adding = { project, report, staging, job, scored: new Map() }
    const count =
      input.source === 'runs'
        ? await takeRuns(adding, input)
        : await takeFiles(adding, input.source, path)
    if (count === 0) throw nothing(path, report)
    if (input.priors !== null) await takePriors(adding, resolve(input.priors))
    job.progress({ note: 'writing' })
    const { name, source } = input
    const leftOut = report.all()
    const kept = await staging.keep({ name, source, path, leftOut }, job.signal)
    return { set: kept.id, name, matched: kept.matched, leftOut }
  } finally {
    await staging.drop()
  }
}

type Adding = {
  readonly project: OpenProject
  readonly report: ImportReport
  readonly staging: PredictionStaging
  readonly job: JobContext
  /** Samples with a prediction, and whether it has a score. */
  readonly scored: Map<number, boolean>
}

function nothing(path: string, report: ImportReport): AppFailure {
  const [first] = report.all()
  const place = first === undefined || first.line === null ? '' : ` (line ${first.line})`
  const why = first === undefined ? '' : ` The first of them: ${first.reason}${place}.`
  return path === ''
    ? failure('bad_input', 'None of these samples has a run.', 'Propose candidates first.')
    : failure(
        'bad_input',
        `No prediction in ${path} is for a sample of the project.${why}`,
        'Check the ids and the names of the images.',
      )
}

async function takeRuns({ project, staging, job, report }: Adding, { filter }: AddInput) {
  const index = await openSampleIndex(project.db, filter)
  let count = 0
  for (let at = 0; at < index.total; at += 500) {
    job.signal.throwIfAborted()
    count += await staging.addRuns(await index.page(at, 500))
    job.progress({ done: at, total: index.total, note: `${count} runs` })
  }
  if (count < index.total) report.addPassed(null, `${index.total - count} samples have no run`)
  return count
}

async function takeFiles(
  adding: Adding,
  source: keyof typeof predictionReaders,
  path: string,
): Promise<number> {
  const { project, job, scored } = adding
  const matcher = await openMatcher(project.db)
  const progress = (done: number, total: number | null) =>
    job.progress({ done, ...(total === null ? {} : { total }), note: `${scored.size} samples` })
  let waiting: (ForeignPrediction | ForeignProblem)[] = []
  for await (const record of predictionReaders[source](path, { signal: job.signal, progress })) {
    waiting.push(record)
    if (waiting.length < piece) continue
    await takeRecords(adding, matcher, waiting)
    waiting = []
  }
  await takeRecords(adding, matcher, waiting)
  return scored.size
}

async function takeRecords(
  adding: Adding,
  matcher: PredictionMatcher,
  records: readonly (ForeignPrediction | ForeignProblem)[],
): Promise<void> {
  const { job, staging } = adding
  const read = await inParallel(records, imageReaders, async (record) => {
    job.signal.throwIfAborted()
    return record.kind === 'problem' ? record.reason : readMatched(record, matcher)
  })
  const staged = records.flatMap((record, i) => {
    const one = read[i] ?? ''
    return settle(adding, record, one)
  })
  await staging.add(staged)
}

async function readMatched(
  record: ForeignPrediction,
  matcher: PredictionMatcher,
): Promise<StagedPrediction | string> {
  const match = matcher.match(record.claim)
  if (typeof match === 'string') return `${record.what}: ${match}`
  const read = await record.read(match.size)
  if (!read.ok) return `${record.what}: ${reasonOfError(read.error)}`
  return { sample: match.sample, prediction: read.value }
}

function settle(
  { report, scored }: Adding,
  record: ForeignPrediction | ForeignProblem,
  read: StagedPrediction | string,
): StagedPrediction[] {
  const at = { file: record.file, line: record.line }
  const leave = (reason: string) => {
    report.add(at, { reason, isBad: true })
    return []
  }
  if (typeof read === 'string') return leave(read)
  const { sample, prediction } = read
  const before = scored.get(sample)
  if (before !== undefined && !(before && isRanked(prediction)))
    return leave(`sample ${sample} has a prediction already, and no scores say which is better`)
  scored.set(sample, isRanked(prediction))
  return [read]
}

/** Several may stand side by side where all have scores, and none brings candidates of its own. */
function isRanked({ score, candidates }: Prediction): boolean {
  return score !== null && candidates === null
}

async function takePriors({ project, report, staging, job }: Adding, folder: string) {
  const matcher = await openMatcher(project.db)
  for (const name of await priorFiles(folder)) {
    job.signal.throwIfAborted()
    const file = join(folder, name)
    const leave = (reason: string) => report.add({ file, line: null }, { reason, isBad: true })
    try {
      const weights = await readPriorFile(file)
      let count = 0
      for (const sample of matcher.named(stemOf(basename(name))))
        if (await staging.setPrior(sample, weights)) count++
      if (count === 0) leave('there is no prediction of a sample of that name')
    } catch (error) {
      if (!(error instanceof AppFailure) || error.error.code === 'disk_full') throw error
      leave(reasonOfError(error.error))
    }
  }
}
