import { InvalidArgumentError } from 'commander'
import type { PipelineSettings } from '#rpc/schemas/pipeline'
import type { Client } from './client.ts'
import { settingsWithFile } from './parsers.ts'

/** An annotator, or an MLLM's profile with the prompt set it is asked by; null: that of the settings. */
export type Reasoner = 'human' | { readonly prompts: string | null; readonly profile: string }
export type Judge = 'geometric' | { readonly isBlended: boolean; readonly profile: string }

export type SettingsOptions = {
  readonly settings?: string
  readonly segmenter?: string
  readonly reasoner?: Reasoner
  readonly judge?: Judge
  readonly maxCost?: number
}

/** `human`, `PROFILE` or `PROMPTS@PROFILE`. */
export function parseReasoner(text: string): Reasoner {
  if (text === 'human') return 'human'
  const [, prompts = null, profile = ''] = /^(?:([^@:]+)@)?([^@:]+)$/.exec(text) ?? []
  if (profile === '')
    throw new InvalidArgumentError('Write human, PROFILE or PROMPTS@PROFILE, see “mllm --list”.')
  return { prompts, profile }
}

/** `geometric`, `PROFILE` or `blend:PROFILE`. */
export function parseJudge(text: string): Judge {
  if (text === 'geometric') return 'geometric'
  const [, blend, profile = ''] = /^(blend:)?([^@:]+)$/.exec(text) ?? []
  if (profile === '')
    throw new InvalidArgumentError('Write geometric, PROFILE or blend:PROFILE, see “mllm --list”.')
  return { isBlended: blend !== undefined, profile }
}

export function parseCost(text: string): number {
  const cost = Number(text)
  if (text.trim() === '' || !(cost >= 0 && cost < Infinity))
    throw new InvalidArgumentError('A cost is a number from 0 on, in the currency of the prices.')
  return cost
}

/** The project's settings, a file's over them, then what the command line says. */
export async function settingsFrom(
  client: Client,
  options: SettingsOptions,
): Promise<PipelineSettings> {
  const base = settingsWithFile(await client.call('project.settings', {}), options.settings)
  const { segmenter, reasoner, judge, maxCost } = options
  return {
    ...base,
    ...(segmenter === undefined ? {} : { segmenter }),
    ...reasonerSettings(base, reasoner, options.settings !== undefined),
    ...judgeSettings(base, judge),
    ...(maxCost === undefined ? {} : { limits: await limitsFor(client, base, maxCost) }),
  }
}

/** The prompt set is `rsvp-a` unless the command line or a settings file names another. */
function reasonerSettings(
  { reason }: PipelineSettings,
  reasoner: Reasoner | undefined,
  hasFile: boolean,
): Partial<PipelineSettings> {
  if (reasoner === undefined) return {}
  if (reasoner === 'human') return { reasoner }
  const prompts = reasoner.prompts ?? (hasFile ? reason.prompts : 'rsvp-a')
  const variant = prompts === reason.prompts ? reason.variant : null
  return { reasoner: 'mllm', reason: { ...reason, profile: reasoner.profile, prompts, variant } }
}

function judgeSettings(
  { judging }: PipelineSettings,
  judge: Judge | undefined,
): Partial<PipelineSettings> {
  if (judge === undefined) return {}
  if (judge === 'geometric') return { judge }
  const { isBlended, profile } = judge
  return { judge: isBlended ? 'blend' : 'mllm', judging: { ...judging, profile } }
}

async function limitsFor(
  client: Client,
  { limits }: PipelineSettings,
  maxCost: number,
): Promise<PipelineSettings['limits']> {
  const most = Math.min(limits.costPerProject ?? Infinity, await costAfter(client, maxCost))
  return { ...limits, costPerProject: most }
}

/** What the project may have cost in the end: the command may add so much, all its samples together. */
export async function costAfter(client: Client, maxCost: number): Promise<number> {
  return (await client.call('mllm.spending', {})).cost + maxCost
}
