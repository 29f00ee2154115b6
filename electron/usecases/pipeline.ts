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
import {
  draftText,
  findByText,
  textWeights,
  type TextDrafts,
  type TextFindings,
  type TextNumbers,
} from './pipeline-text.ts'
import { textModelMissing, type TextModels } from './text-models.ts'

export type PipelineInput = {
  readonly image: ImageSource
  readonly reasoning: Reasoning
  readonly settings: PipelineSettings
  /** Beside those of the region and of the target's words; used where the settings name their source. */
  readonly priors: readonly PriorPart[]
}

export type PipelineOutput = {
  readonly boxes: readonly ImageBox[]
  /** Over all regions; null for an absent target. */
  readonly prior: Prior | null
  readonly candidates: readonly Candidate[]
  readonly numbers: RunNumbers
  readonly flags: readonly string[]
  /** Milliseconds by stage. */
  readonly timings: Readonly<Record<string, number>>
}

/** The hosts' numbers that `core` decided from: of each region, and of the target's words where they were asked for. */
export type RunNumbers = {
  readonly regions: readonly RegionNumbers[]
  readonly text: TextNumbers | null
}

export type PipelineShell = {
  readonly segmenter: Segmenter
  /** Those that are here; none unless given. */
  readonly textModels?: Pick<TextModels, 'cards' | 'use'>
  readonly call: CallOptions
  readonly now: () => number
  readonly onStage: (stage: string) => void
}

/**
 * Reason → text → prior → candidates → score → rank, for one sample (rules: core/candidate/README.md).
 * Run a second time from the start where the model host died in mid-run and took something along; flagged wherever it
 * died in mid-run.
 */
export async function runPipeline(
  input: PipelineInput,
  shell: PipelineShell,
): Promise<PipelineOutput> {
  const since = shell.now()
  const words = await findByText({ ...input, ...shell, textModels: shell.textModels ?? noModels })
  const spent = words.numbers === null ? {} : { text: shell.now() - since }
  const output = await runAgainWhereLost({ ...input, words }, shell)
  return { ...output, timings: { ...spent, ...output.timings } }
}

const noModels: Pick<TextModels, 'cards' | 'use'> = {
  cards: async () => [],
  use: async (id) => {
    throw textModelMissing(id)
  },
}

type WordedInput = PipelineInput & { readonly words: TextFindings }

async function runAgainWhereLost(
  input: WordedInput,
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
  return { ...output, flags: [...new Set([...output.flags, 'host-restarted'])] }
}

async function runOnce(input: WordedInput, shell: PipelineShell): Promise<PipelineOutput> {
  const { image, reasoning, settings, words } = input
  if (reasoning.kind === 'absent') return nothingFound
  const clock = startClock(shell)
  const flags = new Set(words.flags)
  const grid = { ...settings.grid, size: image.size }
  const regions = reasoning.regions.map((marked) => {
    const box = regionBox(marked, grid, settings.region)
    return { box, likely: likelyBoxes(marked, grid), prior: priorOf([box], input, flags) }
  })
  const boxes = regions.map(({ box }) => box)
  const prior = priorOf(boxes, input, flags)
  const task = { ...shell, image, settings, onStage: (stage: string) => clock.start(stage) }
  const priors = regions.map((one) => one.prior)
  const worded = await draftText(words, { ...task, prior, priors })
  const drafts: { draft: CandidateDraft; prior: Prior; box: ImageBox }[] = []
  const numbers: RegionNumbers[] = []
  for (const [region, about] of regions.entries()) {
    const text = draftsOfRegion(worded, region)
    const found = await discoverRegion({ ...task, ...about, region, text })
    drafts.push(...found.drafts.map((draft) => ({ draft, ...about })))
    numbers.push(found.numbers)
  }
  clock.start('rank')
  const scored = drafts.map(({ draft, prior: { weights }, box }) => {
    const terms = scoreTerms(draft, { weights, box })
    return { ...draft, terms, score: scoreGeometric(terms), reason: null }
  })
  const whole = scoreAcrossRegions(scored, boxes, image.size)
  const candidates = rankCandidates(whole, settings.candidates)
  return {
    boxes,
    prior,
    candidates,
    numbers: { regions: numbers, text: words.numbers },
    flags: [...flags],
    timings: clock.stop(),
  }
}

const nothingFound: PipelineOutput = {
  boxes: [],
  prior: null,
  candidates: [],
  numbers: { regions: [], text: null },
  flags: [],
  timings: {},
}

function draftsOfRegion({ masks, boxes }: TextDrafts, region: number): TextDrafts {
  const isHere = (draft: CandidateDraft) => draft.region === region
  return { masks: masks.filter(isHere), boxes: boxes.filter(isHere) }
}

function priorOf(boxes: readonly ImageBox[], input: WordedInput, flags: Set<string>): Prior {
  const { settings, image, priors, words } = input
  const parts: PriorPart[] = []
  if (settings.prior.sources.includes('region'))
    parts.push({ source: 'region', weights: regionPrior(boxes, image.size) })
  parts.push(...priors.filter(({ source }) => settings.prior.sources.includes(source)))
  const text = textWeights(words)
  if (text !== null) parts.push({ source: 'text', weights: text })
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
