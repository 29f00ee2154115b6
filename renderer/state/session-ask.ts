import type { PipelineSettings } from '#rpc/schemas/pipeline'
import { call } from '../rpc/client.ts'
import { useApp } from './app.ts'
import { withOnlyMllm } from './asked-settings.ts'
import { useMllms } from './mllm.ts'
import { fieldsSaved } from './session-fields.ts'
import { takeInHand } from './session-run.ts'
import { useSession } from './session.ts'
import { showTab } from './view.ts'

/** The project's settings with an MLLM as the reasoner; null while there is no project. */
function askedSettings(): PipelineSettings | null {
  const { pipeline } = useApp.getState()
  if (pipeline === null) return null
  return { ...withOnlyMllm(pipeline, useMllms.getState().states), reasoner: 'mllm' }
}

/** Lets an MLLM say where the target is, and runs the pipeline on that. What it said before is used again. */
export async function ask(): Promise<void> {
  const { sampleId, drawnPrior } = useSession.getState()
  const settings = askedSettings()
  if (sampleId === null || settings === null) return
  showTab('reasoning')
  await fieldsSaved()
  const params = { sample: sampleId, reasoning: null, settings, drawnPrior }
  await takeInHand({ isAsking: true, tells: true, again: ask }, (signal) =>
    call('runs.propose', params, { signal }),
  )
}

/** The same, without any reply that was kept. Needs a run. */
export async function askAnew(): Promise<void> {
  const { run } = useSession.getState()
  const settings = askedSettings()
  if (run === null || settings === null) return
  showTab('reasoning')
  await fieldsSaved()
  await takeInHand({ isAsking: true, tells: true, again: askAnew }, (signal) =>
    call('runs.rerun', { run: run.id, stage: 'reason', settings }, { signal }),
  )
}

/** Lets the judge look at the candidates of the run once more, as the settings are now. */
export async function judgeAgain(): Promise<void> {
  const { run } = useSession.getState()
  const { pipeline } = useApp.getState()
  if (run === null || pipeline === null) return
  const settings = withOnlyMllm(pipeline, useMllms.getState().states)
  await takeInHand({ isAsking: false, tells: true, again: judgeAgain }, (signal) =>
    call('runs.rerun', { run: run.id, stage: 'judge', settings }, { signal }),
  )
}
