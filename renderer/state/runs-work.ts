import type { Run } from '#rpc/schemas/pipeline'
import { call } from '../rpc/client.ts'
import { useApp } from './app.ts'
import { asksWhenProposing, withOnlyMllm } from './asked-settings.ts'
import { useMllms } from './mllm.ts'
import { useRunsPage } from './runs-page.ts'
import { setReplay, takeRun } from './runs.ts'
import { takeInHand } from './session-run.ts'
import { useSession } from './session.ts'

export type RerunStage = 'reason' | 'candidates' | 'judge'

/** Another run of the open sample from the record of one, with that one's settings or with the project's of now. */
export async function rerunFrom(
  run: Run,
  stage: RerunStage,
  hasOwnSettings: boolean,
): Promise<void> {
  const { pipeline } = useApp.getState()
  const project = pipeline === null ? null : withOnlyMllm(pipeline, useMllms.getState().states)
  const settings = hasOwnSettings ? null : project
  const { reasoner, ...judging } = settings ?? run.settings
  const isAsking = stage === 'reason' && reasoner === 'mllm'
  const tells = isAsking || asksWhenProposing(judging)
  const again = () => rerunFrom(run, stage, hasOwnSettings)
  await takeInHand({ isAsking, tells, again }, async (signal) => {
    const next = await call('runs.rerun', { run: run.id, stage, settings }, { signal })
    takeRun(next)
    useRunsPage.setState({ run: next.id, compared: null })
    return next
  })
}

/** Decides a run again from what was replied then, without a network. */
export async function replayRun(run: Run): Promise<void> {
  setReplay(run.id, { kind: 'busy' })
  try {
    const { run: again, differences } = await call('runs.replay', { run: run.id })
    setReplay(run.id, { kind: 'done', run: again.id, differences })
    takeRun(again)
  } catch (error) {
    setReplay(run.id, null)
    throw error
  }
}

/** Shows a run of the open sample in the tray and on the picture, whichever it is. */
export function openInEditor(run: Run, candidate: string | null = null): void {
  const first = run.candidates.find(({ rank }) => rank === 1)?.id
  const chosen = candidate ?? first
  useSession.setState({
    run,
    chosen: chosen === undefined ? [] : [chosen],
    ...(run.reasoning.kind === 'regions' ? { regions: run.reasoning.regions } : {}),
    hovered: null,
    unfolded: [],
    pointed: null,
    pinned: null,
    showsOriginal: false,
  })
  useApp.setState({ page: 'annotate' })
}
