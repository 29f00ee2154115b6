import type { Reasoning } from '#core/prompt/reasoning'
import { addRun, getRun, type NewRun } from '#electron/store/runs'
import type { Run } from '#rpc/schemas/pipeline'
import type { PipelineOutput } from './pipeline.ts'
import type { Studio } from './studio.ts'

/** Keeps a run with the calls it was decided from, tells the windows, and answers it as it is kept. */
export async function recordRun(studio: Studio, run: NewRun): Promise<Run> {
  const project = studio.project()
  const id = await addRun(project.writer(), run)
  studio.events.emit({ kind: 'samples.changed', samples: [run.sampleId] })
  return getRun(project.db, id)
}

type Decided = PipelineOutput & { readonly reasoning: Reasoning }

/** The contract's lists are mutable, the pipeline's readonly: a copy is the one's to keep. */
export function recordable<D extends Partial<Decided>>(decided: D): Pick<Run, keyof D & keyof Run> {
  return structuredClone(decided) as unknown as Pick<Run, keyof D & keyof Run>
}
