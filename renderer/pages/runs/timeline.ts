import type { MllmCall } from '#rpc/schemas/mllm'
import type { Run } from '#rpc/schemas/pipeline'
import { stageTitle } from '../../panels/tray/stages.ts'
import { callStageTitles } from './texts.ts'

/** A stretch of a run: a stage of ours, or the replies of one stage. Milliseconds, `from` since the beginning. */
export type TimelineRow = {
  readonly id: string
  readonly title: string
  readonly kind: 'stage' | 'replies'
  readonly from: number
  readonly milliseconds: number
  /** Questions, and how many of them were answered by a kept reply; 0 for a stage of ours. */
  readonly calls: number
  readonly cached: number
}

const after: ReadonlySet<MllmCall['stage']> = new Set(['judge', 'consistency', 'refine'])

/** What a run did in its order, one after the other: the reasoning, our stages, the judge. */
export function timelineOf(
  { timings }: Pick<Run, 'timings'>,
  calls: readonly MllmCall[],
): TimelineRow[] {
  const replies = repliesByStage(calls)
  const stages = Object.entries(timings).map(([stage, milliseconds]) => ({
    id: stage,
    title: stageTitle(stage),
    kind: 'stage' as const,
    milliseconds,
    calls: 0,
    cached: 0,
  }))
  const parts = [
    ...replies.filter(({ stage }) => !after.has(stage)),
    ...stages,
    ...replies.filter(({ stage }) => after.has(stage)),
  ]
  let from = 0
  return parts.map((part) => {
    const { id, title, kind, milliseconds, calls: asked, cached } = part
    const row = { id, title, kind, from, milliseconds, calls: asked, cached }
    from += milliseconds
    return row
  })
}

/** A question asked once more belongs to the stage that it mends. */
function repliesByStage(calls: readonly MllmCall[]) {
  const stages = new Map<
    MllmCall['stage'],
    { milliseconds: number; calls: number; cached: number }
  >()
  let last: MllmCall['stage'] = 'reason'
  for (const call of calls) {
    if (call.stage !== 'repair') last = call.stage
    const sum = stages.get(last) ?? { milliseconds: 0, calls: 0, cached: 0 }
    sum.milliseconds += call.milliseconds
    sum.calls++
    if (call.isCached) sum.cached++
    stages.set(last, sum)
  }
  return [...stages].map(([stage, sum]) => ({
    stage,
    id: `calls-${stage}`,
    title: callStageTitles[stage],
    kind: 'replies' as const,
    ...sum,
  }))
}

/** Milliseconds of all our stages. */
export function stagesTime({ timings }: Pick<Run, 'timings'>): number {
  return Object.values(timings).reduce((sum, time) => sum + time, 0)
}
