import type { PipelineSettings } from '#rpc/schemas/pipeline'

/** How the pipeline is set, in sentences: who reasons, where it looks, who ranks, what it may cost. */
export function settingsInWords(settings: PipelineSettings): readonly string[] {
  return [
    reasonerWords(settings),
    priorWords(settings),
    candidateWords(settings),
    judgeWords(settings),
    ...checkWords(settings),
    ...limitWords(settings),
  ]
}

function reasonerWords({ reasoner, reason, grid }: PipelineSettings): string {
  if (reasoner === 'human')
    return 'Each sample is looked at where its region was marked; one without a region fails.'
  const who = reason.profile ?? 'An MLLM that is yet to be chosen'
  const pictures = {
    split: `two pictures, ${grid.n} rows and ${grid.n} columns numbered`,
    grid: `one picture with ${grid.n} × ${grid.n} numbered cells`,
    none: 'the bare picture',
  }[grid.style]
  return `${who} says where the target is, asked by ${reason.prompts} over ${pictures}.`
}

function priorWords({ prior, vote }: PipelineSettings): string {
  const names = prior.sources.join(' × ')
  if (!prior.sources.includes('vote')) return `The prior is ${names === '' ? 'empty' : names}.`
  const grids = vote.densities.length * (vote.withShift ? 2 : 1)
  const each = vote.samples === 1 ? '' : `, ${vote.samples} replies each`
  return `The prior is ${names}; the vote asks over ${grids} grids${each}.`
}

function candidateWords({ segmenter, candidates }: PipelineSettings): string {
  return `${segmenter} finds up to ${candidates.limit} candidates.`
}

function judgeWords({ judge, judging }: PipelineSettings): string {
  if (judge === 'geometric') return 'Our own terms rank them; no MLLM is asked.'
  const who = judging.profile ?? 'An MLLM that is yet to be chosen'
  const rounds = judging.rounds === 1 ? 'one round' : `up to ${judging.rounds} rounds`
  const share =
    judge === 'blend' ? `, ${Math.round(100 * judging.blend)} % of the score` : ', the whole score'
  return `${who} judges them in groups of ${judging.groupSize}, ${rounds}${share}.`
}

function checkWords({ checkConsistency, refine }: PipelineSettings): string[] {
  return [
    ...(checkConsistency ? ['The judge also scores the reasoning.'] : []),
    ...(refine ? ['The judge may correct the first candidate once.'] : []),
  ]
}

function limitWords({ limits }: PipelineSettings): string[] {
  const { costPerRun, tokensPerRun, costPerProject } = limits
  const parts = [
    ...(costPerRun === null ? [] : [`${costPerRun} a sample`]),
    ...(tokensPerRun === null ? [] : [`${tokensPerRun.toLocaleString('en')} tokens a sample`]),
    ...(costPerProject === null ? [] : [`${costPerProject} for the whole project`]),
  ]
  return parts.length === 0 ? [] : [`Limits: ${parts.join(', ')}.`]
}
