import type { Candidate, CandidateDraft } from '#core/candidate/candidate'
import { scoreGeometric } from '#core/candidate/geometric'
import { rankCandidates } from '#core/candidate/rank'
import { scoreAcrossRegions } from '#core/candidate/regions'
import { scoreTerms } from '#core/candidate/score'
import type { ImageBox } from '#core/geometry/box'
import { likelyBoxes, regionBox } from '#core/grid/lines'
import { combinePriors, type PriorPart } from '#core/prior/combine'
import type { Prior } from '#core/prior/prior'
import { regionPrior } from '#core/prior/region'
import type { Reasoning } from '#core/prompt/reasoning'
import { AppFailure } from '#models/failure'
import type { CallOptions, ImageSource, Segmenter } from '#models/ports'
import type { PipelineSettings } from '#rpc/schemas/pipeline'
import { discoverRegion, type RegionNumbers } from './pipeline-region.ts'

export type PipelineInput = {
  readonly image: ImageSource
  readonly reasoning: Reasoning
  readonly settings: PipelineSettings
  /** Weights 32×32, row-major, or null where nothing was drawn. */
  readonly drawnPrior: readonly number[] | null
}

export type PipelineOutput = {
  readonly boxes: readonly ImageBox[]
  /** Over all regions; null for an absent target. */
  readonly prior: Prior | null
  readonly candidates: readonly Candidate[]
  readonly numbers: readonly RegionNumbers[]
  readonly flags: readonly string[]
  /** Milliseconds by stage. */
  readonly timings: Readonly<Record<string, number>>
}

export type PipelineShell = {
  readonly segmenter: Segmenter
  readonly call: CallOptions
  readonly now: () => number
  readonly onStage: (stage: string) => void
}

/**
 * Reason → prior → candidates → score → rank, for one sample (rules: core/candidate/README.md).
 * Run a second time from the start where the model host died in mid-run and took something along; flagged wherever it
 * died in mid-run.
 */
export async function runPipeline(
  input: PipelineInput,
  shell: PipelineShell,
): Promise<PipelineOutput> {
  const before = shell.segmenter.restarts ?? 0
  try {
    const output = await runOnce(input, shell)
    return (shell.segmenter.restarts ?? 0) > before ? restarted(output) : output
  } catch (error) {
    if (!(error instanceof AppFailure) || error.error.code !== 'host_died') throw error
    return restarted(await runOnce(input, shell))
  }
}

function restarted(output: PipelineOutput): PipelineOutput {
  return { ...output, flags: [...output.flags, 'host-restarted'] }
}

async function runOnce(input: PipelineInput, shell: PipelineShell): Promise<PipelineOutput> {
  const { image, reasoning, settings } = input
  if (reasoning.kind === 'absent')
    return { boxes: [], prior: null, candidates: [], numbers: [], flags: [], timings: {} }
  const clock = startClock(shell)
  const grid = { ...settings.grid, size: image.size }
  const regions = reasoning.regions.map((marked) => ({
    box: regionBox(marked, grid, settings.region),
    likely: likelyBoxes(marked, grid),
  }))
  const boxes = regions.map(({ box }) => box)
  const flags = new Set<string>()
  const drafts: { draft: CandidateDraft; prior: Prior; box: ImageBox }[] = []
  const numbers: RegionNumbers[] = []
  for (const [region, { box, likely }] of regions.entries()) {
    const prior = priorOf([box], input, flags)
    const task = {
      ...shell,
      image,
      settings,
      region,
      box,
      likely,
      prior,
      onStage: (stage: string) => clock.start(stage),
    }
    const found = await discoverRegion(task)
    drafts.push(...found.drafts.map((draft) => ({ draft, prior, box })))
    numbers.push(found.numbers)
  }
  clock.start('rank')
  const scored = drafts.map(({ draft, prior, box }) => {
    const terms = scoreTerms(draft, { weights: prior.weights, box })
    return { ...draft, terms, score: scoreGeometric(terms), reason: null }
  })
  const whole = scoreAcrossRegions(scored, boxes, image.size)
  const candidates = rankCandidates(whole, settings.candidates)
  const prior = priorOf(boxes, input, flags)
  return { boxes, prior, candidates, numbers, flags: [...flags], timings: clock.stop() }
}

function priorOf(boxes: readonly ImageBox[], input: PipelineInput, flags: Set<string>): Prior {
  const { settings, image, drawnPrior } = input
  const parts: PriorPart[] = []
  if (settings.prior.sources.includes('region'))
    parts.push({ source: 'region', weights: regionPrior(boxes, image.size) })
  if (settings.prior.sources.includes('drawn') && drawnPrior !== null)
    parts.push({ source: 'drawn', weights: drawnPrior })
  const combined = combinePriors(parts)
  if (combined.isFallback) flags.add('prior-fallback')
  return combined.prior
}

function startClock(shell: PipelineShell) {
  const timings: Record<string, number> = {}
  let running: { stage: string; since: number } | null = null
  const settle = () => {
    if (running === null) return
    const spent = shell.now() - running.since
    timings[running.stage] = (timings[running.stage] ?? 0) + spent
  }
  return {
    start(stage: string) {
      settle()
      running = { stage, since: shell.now() }
      shell.onStage(stage)
    },
    stop() {
      settle()
      return timings
    },
  }
}
