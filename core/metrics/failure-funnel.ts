import type { MaskErrors } from './mask-errors.ts'

/** Where a sample can go wrong, first to last. */
export const funnelStages = [
  'reasoning',
  'region',
  'prior',
  'candidates',
  'ranking',
  'mask',
  'truth',
] as const
export type FunnelStage = (typeof funnelStages)[number]

/**
 * `undecided`: the record does not settle it and a reviewer is asked. `unknown`: nothing was recorded to tell by.
 */
export type StageState = 'ok' | 'failed' | 'undecided' | 'unknown'

/** What was recorded of one sample; null wherever nothing was. Shares and IoUs are 0..1. */
export type FunnelRecord = {
  /** Nothing in the image answers the query. */
  readonly isNoTarget: boolean
  readonly reasoning: {
    readonly saysAbsent: boolean
    /** Whether its target's name is that of the truth; null where either has none. */
    readonly isSameName: boolean | null
  } | null
  /** Share of the truth's pixels in the region's boxes. */
  readonly regionCover: number | null
  /** Share of the truth's pixels where the prior is at least 0.5. */
  readonly priorCover: number | null
  /** The highest IoU among all candidates. */
  readonly bestIou: number | null
  /** The mask that was chosen: ranked first, or all that a foreign model gave. */
  readonly mask: MaskErrors
}

export type FunnelSettings = {
  /** A region or a prior misses the target where it covers less of it. */
  readonly leastCover: number
  /** A candidate covers the target from this IoU on. */
  readonly coveredIou: number
  /** The ranking is wrong where the best candidate's IoU is higher by more than this. */
  readonly misranked: number
  /** A mask that covers the target is ragged below this boundary IoU, */
  readonly raggedBoundary: number
  /** or where more of the truth than this lies in its holes, */
  readonly mostHoles: number
  /** or where more of it than this lies in islands off the target. */
  readonly mostIslands: number
}

export const funnelDefaults: FunnelSettings = {
  leastCover: 0.5,
  coveredIou: 0.5,
  misranked: 0.1,
  raggedBoundary: 0.5,
  mostHoles: 0.01,
  mostIslands: 0.05,
}

/** What a reviewer says of a stage; it stands above what the rules say. */
export type FunnelVerdicts = Partial<Readonly<Record<FunnelStage, 'ok' | 'failed'>>>

export type StageResult = {
  readonly stage: FunnelStage
  readonly state: StageState
  /** By which values; of a reviewer's verdict that it is one. */
  readonly why: string
  readonly isByReviewer: boolean
}

export type FunnelResult = {
  /** In the order of `funnelStages`. */
  readonly stages: readonly StageResult[]
  /**
   * The first stage that failed; `undecided` where one before it is; `unknown` where the mask is wrong and no stage
   * with a record says why; null where nothing is wrong.
   */
  readonly cause: FunnelStage | 'undecided' | 'unknown' | null
}

/**
 * Which stage is to blame. Where the chosen mask covers the target, what came before did its work, and only ranking and
 * mask can have failed. A truth is wrong where a reviewer says so, and then nothing else counts.
 */
export function funnelOf(
  record: FunnelRecord,
  settings: FunnelSettings = funnelDefaults,
  verdicts: FunnelVerdicts = {},
): FunnelResult {
  const stages = funnelStages.map((stage): StageResult => {
    const verdict = verdicts[stage]
    return verdict === undefined
      ? { stage, ...rules[stage](record, settings), isByReviewer: false }
      : { stage, state: verdict, why: 'said by the reviewer', isByReviewer: true }
  })
  return { stages, cause: causeOf(stages, record, settings) }
}

export type FunnelTotals = {
  readonly samples: number
  readonly right: number
  readonly undecided: number
  readonly unknown: number
  /** In the order of `funnelStages`: how many samples it is to blame for, and how many have no record of it. */
  readonly stages: readonly {
    readonly stage: FunnelStage
    readonly blamed: number
    readonly unknown: number
  }[]
}

export function funnelTotals(results: readonly FunnelResult[]): FunnelTotals {
  const blamed = (cause: FunnelResult['cause']) =>
    results.filter((result) => result.cause === cause).length
  return {
    samples: results.length,
    right: blamed(null),
    undecided: blamed('undecided'),
    unknown: blamed('unknown'),
    stages: funnelStages.map((stage, i) => ({
      stage,
      blamed: blamed(stage),
      unknown: results.filter(({ stages }) => stages[i]?.state === 'unknown').length,
    })),
  }
}

function causeOf(
  stages: readonly StageResult[],
  record: FunnelRecord,
  settings: FunnelSettings,
): FunnelResult['cause'] {
  const stateOf = (stage: FunnelStage) => stages.find((one) => one.stage === stage)?.state
  if (stateOf('truth') === 'failed') return 'truth'
  const isCovered = isRight(record, settings)
  const first = stages.find(
    ({ stage, state, isByReviewer }) =>
      (state === 'failed' || state === 'undecided') &&
      (!isCovered || isByReviewer || stage === 'ranking' || stage === 'mask'),
  )
  if (first !== undefined) return first.state === 'undecided' ? 'undecided' : first.stage
  // A reviewer who finds the mask right overrules its IoU.
  return isCovered || stateOf('mask') === 'ok' ? null : 'unknown'
}

function isRight({ mask }: FunnelRecord, { coveredIou }: FunnelSettings): boolean {
  return mask.iou >= coveredIou
}

type Rule = (
  record: FunnelRecord,
  settings: FunnelSettings,
) => { readonly state: StageState; readonly why: string }

const rules: Readonly<Record<FunnelStage, Rule>> = {
  reasoning: reasoningRule,
  region: ({ isNoTarget, regionCover }, { leastCover }) =>
    coverRule({ isNoTarget, cover: regionCover, what: 'the region' }, leastCover),
  prior: ({ isNoTarget, priorCover }, { leastCover }) =>
    coverRule({ isNoTarget, cover: priorCover, what: 'the prior' }, leastCover),
  candidates: ({ isNoTarget, bestIou }, { coveredIou }) => {
    if (isNoTarget) return { state: 'ok', why: 'there is no target to cover' }
    if (bestIou === null) return { state: 'unknown', why: 'no candidates on record' }
    const state = bestIou >= coveredIou ? 'ok' : 'failed'
    return { state, why: `the best candidate has IoU ${told(bestIou)}, needed ${told(coveredIou)}` }
  },
  ranking: ({ isNoTarget, bestIou, mask }, { misranked }) => {
    if (isNoTarget) return { state: 'ok', why: 'there is no target to rank' }
    if (bestIou === null) return { state: 'unknown', why: 'no candidates on record' }
    const lead = bestIou - mask.iou
    const why = `the best candidate is ahead of the chosen mask by ${told(Math.max(0, lead))} IoU, allowed ${told(misranked)}`
    return { state: lead > misranked ? 'failed' : 'ok', why }
  },
  mask: maskRule,
  truth: () => ({ state: 'unknown', why: 'only a reviewer can tell' }),
}

function reasoningRule(
  { isNoTarget, reasoning, regionCover }: FunnelRecord,
  { leastCover }: FunnelSettings,
): ReturnType<Rule> {
  if (reasoning === null) return { state: 'unknown', why: 'no reasoning on record' }
  if (reasoning.saysAbsent !== isNoTarget)
    return {
      state: 'failed',
      why: isNoTarget ? 'names a target where there is none' : 'says that there is no target',
    }
  if (isNoTarget) return { state: 'ok', why: 'says that there is no target' }
  const { isSameName } = reasoning
  if (isSameName === true) return { state: 'ok', why: 'names the target' }
  const isMissed = regionCover !== null && regionCover < leastCover
  const named = isSameName === null ? 'no name to compare' : 'names something else'
  if (regionCover !== null && !isMissed)
    return { state: 'ok', why: `${named}, but its region covers the target` }
  if (isSameName === null) return { state: 'undecided', why: `${named}: what does it mean?` }
  return isMissed
    ? { state: 'failed', why: `${named}, and its region misses the target` }
    : {
        state: 'undecided',
        why: `${named}, and there is no region to see whether it means the same`,
      }
}

function coverRule(
  {
    isNoTarget,
    cover,
    what,
  }: { readonly isNoTarget: boolean; readonly cover: number | null; readonly what: string },
  least: number,
): ReturnType<Rule> {
  if (isNoTarget) return { state: 'ok', why: 'there is no target to miss' }
  if (cover === null) return { state: 'unknown', why: `${what} is not on record` }
  const why = `${what} covers ${told(cover)} of the target, needed ${told(least)}`
  return { state: cover >= least ? 'ok' : 'failed', why }
}

function maskRule(
  { isNoTarget, bestIou, mask }: FunnelRecord,
  settings: FunnelSettings,
): ReturnType<Rule> {
  const { coveredIou, raggedBoundary, mostHoles, mostIslands, misranked } = settings
  if (isNoTarget)
    return mask.iou === 1
      ? { state: 'ok', why: 'empty, as it should be' }
      : { state: 'failed', why: 'a mask where there is no target' }
  if (mask.iou < coveredIou) {
    // Neither the candidates nor their order are to blame: as good as the best, yet short of it.
    const isLeft = bestIou !== null && bestIou >= coveredIou && bestIou - mask.iou <= misranked
    return isLeft
      ? { state: 'failed', why: `IoU ${told(mask.iou)}, hardly below the best candidate` }
      : { state: 'unknown', why: `IoU ${told(mask.iou)} is too low to speak of its outline` }
  }
  const faults = [
    mask.boundaryIou < raggedBoundary ? `hard edges (boundary IoU ${told(mask.boundaryIou)})` : '',
    mask.holes > mostHoles ? `holes (${told(mask.holes)} of the target)` : '',
    mask.islands > mostIslands ? `islands (${told(mask.islands)} of the mask)` : '',
    mask.missedParts > 0 ? `missing parts (${mask.missedParts} of ${mask.parts})` : '',
  ].filter((fault) => fault !== '')
  return faults.length > 0
    ? { state: 'failed', why: faults.join(', ') }
    : { state: 'ok', why: `IoU ${told(mask.iou)}, boundary IoU ${told(mask.boundaryIou)}` }
}

function told(value: number): string {
  return value.toFixed(2)
}
