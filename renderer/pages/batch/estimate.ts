import { promptPictures } from '#core/grid/overlay'
import { parsePromptFile } from '#core/prompt/prompt-file'
import { tokensAtMost } from '#core/prompt/question-size'
import type { MllmProfileSettings } from '#rpc/schemas/mllm'
import type { PipelineSettings } from '#rpc/schemas/pipeline'
import type { PromptEntry } from '#rpc/schemas/prompts'

/** What is asked of an MLLM for one sample in one stage. */
export type AskedStage = {
  readonly title: string
  /** Questions where every reply can be read. */
  readonly usual: number
  /** Where none can at first: each is asked for once more. */
  readonly most: number
  /** In the currency of the profile's prices; null: the profile is not known. */
  readonly cost: number | null
}

export type Estimate = {
  readonly stages: readonly AskedStage[]
  /** Questions of one sample. */
  readonly usual: number
  readonly most: number
  /** All samples together at most; null where a profile is not known. */
  readonly cost: number | null
  /** A profile that is asked names no price. */
  readonly isUnpriced: boolean
  /** The limit of the settings that keeps the cost under what it could be. */
  readonly limit: 'run' | 'project' | null
}

export type EstimateInput = {
  readonly settings: PipelineSettings
  readonly samples: number
  readonly profiles: readonly MllmProfileSettings[]
  readonly prompts: readonly PromptEntry[]
  /** By the project so far. */
  readonly spent: number
}

/** How many questions a batch asks, and what it costs at most: tokens as the backend sets them aside before asking. */
export function estimateBatch(input: EstimateInput): Estimate {
  const { settings, samples, profiles, spent } = input
  const stages = stagesOf(input)
  const sum = (of: 'usual' | 'most') => stages.reduce((all, stage) => all + stage[of], 0)
  const asked = askedProfiles(settings).map((name) => profiles.find((one) => one.name === name))
  const each = stages.some(({ cost }) => cost === null)
    ? null
    : stages.reduce((all, { cost }) => all + (cost ?? 0), 0)
  return {
    stages,
    usual: sum('usual'),
    most: sum('most'),
    ...limited(each, { settings, samples, spent }),
    isUnpriced: asked.some((one) => one !== undefined && !isPriced(one)),
  }
}

function limited(
  each: number | null,
  { settings, samples, spent }: Pick<EstimateInput, 'settings' | 'samples' | 'spent'>,
): Pick<Estimate, 'cost' | 'limit'> {
  if (each === null) return { cost: null, limit: null }
  const { costPerRun, costPerProject } = settings.limits
  const all = each * samples
  const byRun = Math.min(each, costPerRun ?? Infinity) * samples
  const byProject = Math.max(0, (costPerProject ?? Infinity) - spent)
  const cost = Math.min(byRun, byProject)
  return { cost, limit: cost === all ? null : byProject < byRun ? 'project' : 'run' }
}

function isPriced({ cost }: MllmProfileSettings): boolean {
  return cost.input > 0 || cost.output > 0
}

/** Names of those that are asked; a project that chose none is none. */
export function askedProfiles(settings: PipelineSettings): readonly string[] {
  const { reason, judging } = settings
  const names = [
    ...(asksReasoner(settings) ? [reason.profile] : []),
    ...(asksJudge(settings) ? [judging.profile] : []),
  ]
  return [...new Set(names)].filter((name) => name !== null)
}

function asksReasoner({ reasoner, prior }: PipelineSettings): boolean {
  return reasoner === 'mllm' || prior.sources.includes('vote')
}

function asksJudge({ judge, checkConsistency, refine }: PipelineSettings): boolean {
  return judge !== 'geometric' || checkConsistency || refine
}

function stagesOf(input: EstimateInput): AskedStage[] {
  const { settings } = input
  const { reasoner, prior, judge, judging, vote, candidates, grid } = settings
  const gridPictures = promptPictures(grid).length
  const reasoning = conversation(input)
  const grids = vote.densities.length * (vote.withShift ? 2 : 1) * vote.samples
  const groups = judging.rounds * Math.ceil(candidates.limit / judging.groupSize)
  const shown = judging.view === 'masks' ? 1 + judging.groupSize : 2
  const judged = (set: string, pictures: number) => ({
    profile: judging.profile,
    turns: [{ characters: lengthOf(input, set), pictures }],
  })
  const { profile } = settings.reason
  return [
    ...(reasoner === 'mllm' ? [stage(input, 'Reasoning', 1, { profile, turns: reasoning })] : []),
    ...(prior.sources.includes('vote')
      ? [stage(input, 'Vote', grids, { profile, turns: reasoning })]
      : []),
    ...(judge === 'geometric'
      ? []
      : [stage(input, 'Judge', groups, judged(`judge-${judging.view}`, shown))]),
    ...(settings.checkConsistency
      ? [stage(input, 'Consistency', 1, judged('consistency', 1 + gridPictures))]
      : []),
    ...(settings.refine ? [stage(input, 'Correction', 1, judged('refine', 1 + gridPictures))] : []),
  ]
}

/** The question of one turn, without what the MLLM said before it. */
type Turn = { readonly characters: number; readonly pictures: number }
type Asked = { readonly profile: string | null; readonly turns: readonly Turn[] }

function stage(
  { profiles }: EstimateInput,
  title: string,
  times: number,
  { profile: name, turns }: Asked,
): AskedStage {
  const profile = profiles.find((one) => one.name === name)
  const usual = times * turns.length
  return {
    title,
    usual,
    most: 2 * usual,
    cost: profile === undefined ? null : times * conversationCost(turns, profile),
  }
}

/** Every turn is sent with all before it and what was said to them; each may be asked for once more. */
function conversationCost(turns: readonly Turn[], profile: MllmProfileSettings): number {
  let [characters, pictures, said, tokens] = [0, 0, 0, 0]
  for (const turn of turns) {
    characters += turn.characters
    pictures += turn.pictures
    const first = tokensAtMost(characters, pictures) + said
    tokens += first + (first + profile.maxTokens + tokensAtMost(repairCharacters, 0))
    said += profile.maxTokens
  }
  const replies = 2 * turns.length * profile.maxTokens
  return (tokens * profile.cost.input + replies * profile.cost.output) / 1e6
}

/** About: the complaint about a reply. */
const repairCharacters = 1500
/** About: a wording that cannot be read here, with its query. */
const setCharacters = 6000
const queryCharacters = 500

/** The turns of the prompt set that reasons; a set whose replies name no place has one more. */
function conversation(input: EstimateInput): readonly Turn[] {
  const { settings, prompts } = input
  const { prompts: id, variant: wanted } = settings.reason
  const pictures = promptPictures(settings.grid).length
  const entry = prompts.find((one) => one.id === id)
  const characters = lengthOf(input, id)
  const parsed = entry === undefined ? null : parsePromptFile(entry.own ?? entry.shipped, id)
  if (parsed === null || !parsed.ok) return [{ characters, pictures }]
  const set = parsed.value
  const variant = set.variants.find(({ name }) => name === wanted) ?? set.variants[0]
  const turns = (variant?.turns ?? []).map((name): Turn => {
    const kind = set.turns.find((turn) => turn.name === name)?.pictures
    return { characters, pictures: kind === 'none' ? 0 : pictures }
  })
  const asksPlace = set.parser === 'llavaseg'
  return asksPlace ? [...turns, { characters: lengthOf(input, 'region-only'), pictures }] : turns
}

/** A turn is at most the whole file and the query. */
function lengthOf({ prompts }: EstimateInput, id: string): number {
  const entry = prompts.find((one) => one.id === id)
  const length = entry === undefined ? setCharacters : (entry.own ?? entry.shipped).length
  return length + queryCharacters
}
