import type { Candidate } from '#core/candidate/candidate'
import { scoreTerms } from '#core/candidate/score'
import type { Reasoning } from '#core/prompt/reasoning'
import type { DecodedMask } from '#models/ports'
import type { RunRecord } from '#rpc/schemas/record'
import type { Asker } from './asker.ts'
import { scoreConsistency } from './consistency.ts'
import { rounded } from './drafts.ts'
import { judgeCandidates } from './judge.ts'
import type { JudgedSubject, JudgeTools } from './judged-subject.ts'
import type { PipelineOutput } from './pipeline.ts'
import { picturesOf, tellStage, type Subject } from './propose-subject.ts'
import { refineCandidate } from './refine.ts'

/** What a run has found before an MLLM looks at it. */
export type Found = Pick<PipelineOutput, 'candidates' | 'prior' | 'boxes'> & {
  readonly reasoning: Reasoning
  /** The reasoner's own words; empty where an annotator reasoned. */
  readonly said: string
}

export type Judging = {
  readonly candidates: readonly Candidate[]
  readonly record: Pick<RunRecord, 'judge' | 'consistency' | 'refinement'>
  readonly flags: readonly string[]
}

/** The reasoner's replies as one text, for the consistency check; empty where an annotator reasoned. */
export function saidIn(record: RunRecord): string {
  return record.reason?.replies.map(({ text }) => text).join('\n\n') ?? ''
}

/**
 * What the judge adds, each where the settings ask for it: scores and ranks of the candidates, a score of the reasoning,
 * a correction of the first one. A judge that is away loses nothing of what was found; it is flagged.
 */
export async function judgeFound(subject: Subject, found: Found): Promise<Judging> {
  const { settings } = subject.input
  const wantsScores = settings.judge !== 'geometric' && found.candidates.length > 0
  const wantsRefining = settings.refine && found.candidates.length > 0
  if (!wantsScores && !wantsRefining && !settings.checkConsistency)
    return { candidates: found.candidates, record: {}, flags: [] }
  const scored = wantsScores ? await scoreFound(subject, found) : unscored(found)
  const checked = settings.checkConsistency ? await checkFound(subject, found) : nothing
  const refined = wantsRefining
    ? await refineFound(subject, { ...found, candidates: scored.candidates })
    : { ...nothing, candidates: scored.candidates }
  return {
    candidates: refined.candidates,
    record: { ...scored.record, ...checked.record, ...refined.record },
    flags: [...scored.flags, ...checked.flags, ...refined.flags],
  }
}

const nothing = { record: {}, flags: [] as readonly string[] }

function unscored({ candidates }: Found): Judging {
  return { candidates, ...nothing }
}

async function scoreFound(subject: Subject, found: Found): Promise<Judging> {
  const { settings } = subject.input
  const asker = await subject.work.asker(settings.judging.profile, 'judge')
  tellStage(subject, 'judge')
  const { ranked, record, flags } = await judgeCandidates(
    {
      ...judgedOf(subject, found),
      candidates: found.candidates,
      settings: settings.judging,
      weight: settings.judge === 'blend' ? settings.judging.blend : 1,
      alikeIou: settings.candidates.alikeIou,
    },
    toolsOf(subject, asker),
  )
  return { candidates: ranked, record: copyOf<'judge'>({ judge: record }), flags }
}

async function checkFound(subject: Subject, found: Found) {
  const { judging } = subject.input.settings
  const asker = await subject.work.asker(judging.profile, 'consistency')
  tellStage(subject, 'consistency')
  const { image, query, grid } = judgedOf(subject, found)
  const { reasoning, said } = found
  const { record, flags } = await scoreConsistency(
    { image, query, grid, reasoning, said },
    toolsOf(subject, asker),
  )
  return { record: copyOf<'consistency'>({ consistency: record }), flags }
}

async function refineFound(subject: Subject, found: Found): Promise<Judging> {
  const { studio, input, image, work } = subject
  const { settings } = input
  const [first, ...others] = found.candidates.toSorted((a, b) => a.rank - b.rank)
  if (first === undefined) return unscored(found)
  const asker = await work.asker(settings.judging.profile, 'refine')
  tellStage(subject, 'refine')
  const { mask, record, flags } = await studio.segmenters.use(settings.segmenter, (segmenter) =>
    refineCandidate(
      {
        ...judgedOf(subject, found),
        candidate: first,
        source: image,
        prior: found.prior,
      },
      {
        ...toolsOf(subject, asker),
        segmenter,
        call: { priority: 'run', signal: input.signal },
      },
    ),
  )
  const kept = mask === null ? record : { ...record, original: first.rle }
  const recorded = copyOf<'refinement'>({ refinement: kept })
  if (mask === null) return { candidates: found.candidates, record: recorded, flags }
  return {
    candidates: [withMask(first, mask, found), ...others],
    record: recorded,
    flags,
  }
}

/** The candidate keeps its place and its score; its terms are those of the new mask. */
function withMask(candidate: Candidate, mask: DecodedMask, { prior, boxes }: Found): Candidate {
  const draft = {
    ...candidate,
    rle: mask.rle,
    predictedIou: rounded(mask.predictedIou),
    stability: mask.stability === null ? null : rounded(mask.stability),
    token: mask.token,
  }
  const box = boxes[candidate.region] ?? boxes[0]
  if (prior === null || box === undefined) return draft
  return { ...draft, terms: scoreTerms(draft, { weights: prior.weights, box }) }
}

/** The contract's lists are mutable, the use cases' readonly: a copy is the record's to keep. */
function copyOf<K extends keyof RunRecord>(record: Record<K, unknown>): Pick<RunRecord, K> {
  return structuredClone(record) as Pick<RunRecord, K>
}

function judgedOf({ sample, input, image }: Subject, { reasoning }: Found): JudgedSubject {
  const isPlaced = reasoning.kind === 'regions'
  return {
    image: { id: sample.image.id, size: image.size },
    query: sample.fields.query,
    target: isPlaced && reasoning.target !== '' ? reasoning.target : sample.fields.target,
    attributes:
      isPlaced && reasoning.attributes.length > 0 ? reasoning.attributes : sample.fields.attributes,
    grid: input.settings.grid,
  }
}

function toolsOf(subject: Subject, asker: Asker): JudgeTools {
  const pictures = picturesOf(subject, asker.profile.imageSide)
  return { asker, shelf: subject.work.shelf, pictures }
}
