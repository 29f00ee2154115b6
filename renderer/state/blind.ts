import type { SampleDetail } from '#rpc/schemas/annotation'
import type { Run } from '#rpc/schemas/pipeline'
import { useApp } from './app.ts'
import { useSession } from './session.ts'

/** Whether the ranking of this sample is hidden: blind mode is on, and nobody has decided. */
export function hidesRanking(detail: SampleDetail | null): boolean {
  if (useApp.getState().settings?.isBlind !== true || detail === null) return false
  return detail.opinion !== null || ['todo', 'draft'].includes(detail.row.status)
}

/** The same for the open sample, as it changes. */
export function useIsBlind(): boolean {
  useApp((state) => state.settings?.isBlind)
  return useSession((state) => hidesRanking(state.detail))
}

/** As the annotator may see it. */
export function blinded(detail: SampleDetail): SampleDetail {
  if (!hidesRanking(detail) || detail.run === null) return detail
  return { ...detail, run: blindRun(detail.run) }
}

/** The same candidates in an order that says nothing of their rank, without scores, reasons and verdicts. */
export function blindRun(run: Run): Run {
  const { judge: _judge, refinement: _refinement, ...record } = run.record
  const candidates = run.candidates
    .toSorted((a, b) => hashOf(run.id, a.id) - hashOf(run.id, b.id))
    .map((candidate, i) => ({
      ...candidate,
      rank: i + 1,
      score: 0,
      alikeOf: null,
      reason: null,
      flags: [],
    }))
  return {
    ...run,
    candidates,
    record,
    flags: run.flags.filter((flag) => !flag.startsWith('judge')),
  }
}

/** FNV-1a: the same order whenever the sample is opened. */
function hashOf(run: number, id: string): number {
  let hash = 2_166_136_261 ^ run
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16_777_619)
  return hash >>> 0
}
