import { readSpending } from '#electron/store/calls'
import { failure } from '#models/failure'
import type { PipelineSettings } from '#rpc/schemas/pipeline'
import type { RunRecord } from '#rpc/schemas/record'
import type { MllmCall } from '#rpc/schemas/mllm'
import { Asker, type Replay } from './asker.ts'
import { createBudget } from './budget.ts'
import { openPromptShelf, type PromptShelf } from './prompt-shelf.ts'
import { purseOf } from './purse.ts'
import type { Studio } from './studio.ts'

export type WorkTask = {
  readonly sample: number
  readonly settings: PipelineSettings
  readonly signal: AbortSignal
  readonly replay: Replay
}

/** Everything that one run asks of MLLMs: under one budget, all of it on record. */
export interface MllmWork {
  readonly shelf: PromptShelf
  /** Of a profile; throws AppFailure `bad_input` for null, `not_found` or `consent_needed`. */
  asker(profile: string | null, stage: MllmCall['stage']): Promise<Asker>
  /** Ids of all calls so far. */
  calls(): number[]
  /** One that was made beside the askers. */
  addCall(id: number): void
  /** undefined where nothing was asked. */
  spent(): Promise<RunRecord['spent']>
}

export async function startMllmWork(studio: Studio, task: WorkTask): Promise<MllmWork> {
  const project = studio.project()
  const budget = createBudget(task.settings.limits, await purseOf(project))
  const askers: Asker[] = []
  const others: number[] = []
  const calls = () => [...others, ...askers.flatMap((asker) => [...asker.calls])]
  return {
    shelf: openPromptShelf(project.db),
    async asker(profile, stage) {
      if (profile === null)
        throw failure(
          'bad_input',
          'No MLLM is chosen.',
          'Choose a profile in the pipeline’s settings, or add one.',
        )
      const mllm = await studio.mllm.open(profile)
      const { sample } = task
      const asker = new Asker({
        db: project.writer(),
        mllm,
        sample,
        budget,
        signal: task.signal,
        replay: task.replay,
        onText: (more, reply) =>
          studio.events.emit({ kind: 'reply.text', sample, stage, reply, more }),
        onWait: (reason, milliseconds) =>
          studio.events.emit({ kind: 'reply.wait', sample, reason, milliseconds }),
      })
      askers.push(asker)
      return asker
    },
    calls,
    addCall: (id) => void others.push(id),
    async spent() {
      const ids = calls()
      return ids.length === 0 ? undefined : readSpending(project.db, ids)
    },
  }
}
