import type { MllmState } from '#rpc/schemas/mllm'
import type { PipelineSettings } from '#rpc/schemas/pipeline'
import { chosenMllm } from './mllm.ts'

/** Whether a run asks an MLLM or its attention even where the annotator says where the target is. */
export function asksWhenProposing({
  judge,
  checkConsistency,
  refine,
  prior,
}: Pick<PipelineSettings, 'judge' | 'checkConsistency' | 'refine' | 'prior'>): boolean {
  const isFar = prior.sources.includes('vote') || prior.sources.includes('attention')
  return judge !== 'geometric' || checkConsistency || refine || isFar
}

/** Where no MLLM is chosen and there is but one, that one reasons and judges. */
export function withOnlyMllm(
  settings: PipelineSettings,
  states: readonly MllmState[] | null,
): PipelineSettings {
  const { reason, judging } = settings
  const only = chosenMllm(states, null)
  if (only.kind !== 'here') return settings
  const { name } = only.state.profile
  return {
    ...settings,
    reason: { ...reason, profile: reason.profile ?? name },
    judging: { ...judging, profile: judging.profile ?? name },
  }
}

type Key = keyof PipelineSettings

/** Settings of what MLLMs are asked: a change of them finds no other candidates for a marked region by itself. */
const askedKeys: ReadonlySet<Key> = new Set<Key>([
  'reasoner',
  'reason',
  'vote',
  'judge',
  'judging',
  'checkConsistency',
  'refine',
  'limits',
])

/** Whether other candidates are to be expected of a change. */
export function changesCandidates(change: Partial<PipelineSettings>): boolean {
  return Object.keys(change).some((key) => !askedKeys.has(key as Key))
}
