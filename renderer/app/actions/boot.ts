import type { AppEvent } from '#rpc/events'
import { bridge } from '../../rpc/bridge.ts'
import { call, mendCallsBy } from '../../rpc/client.ts'
import { connectEvents } from '../../rpc/events.ts'
import { useApp } from '../../state/app.ts'
import { watchActivity } from '../../state/effort.ts'
import { hearPredictions, markStale } from '../../state/failures.ts'
import { hearText, hearWait } from '../../state/asking.ts'
import { reloadMllms } from '../../state/mllm.ts'
import { isEnded, reloadJobs, takeJob } from '../../state/jobs.ts'
import { attempt, notify } from '../../state/notices.ts'
import { loadFacts, refreshQueue } from '../../state/review.ts'
import { refreshRows } from '../../state/samples.ts'
import { refreshSession, retryEdits } from '../../state/session-edits.ts'
import { showProgress } from '../../state/session-run.ts'
import { useSession } from '../../state/session.ts'
import { useView } from '../../state/view.ts'
import { mendConsent, refreshMllmsSoon } from './mllm.ts'
import { hearFetches, refreshModels, refreshModelsSoon } from './models.ts'
import { openFirst, openProject, refreshProject, showProject } from './project.ts'
import { fitPanels } from './settings.ts'

const rowsDelay = 150
let rowsTimer: ReturnType<typeof setTimeout> | undefined

/** Brings the window to where it was: settings, open project, open sample, work under way. */
export async function startApp(): Promise<void> {
  mendCallsBy(mendConsent)
  try {
    const info = await call('app.info', {})
    useApp.setState({ info, settings: info.settings })
    useView.setState({
      brushRadius: info.settings.brushRadius,
      overlays: { ...info.settings.overlays, before: false },
    })
    watchWidth()
    watchActivity()
    bridge.setTheme(info.settings.theme)
    const project = await call('project.info', {})
    if (project !== null) await showProject(project)
    useApp.setState({ phase: 'ready' })
  } catch (error) {
    useApp.setState({ phase: 'failed', failure: error })
    return
  }
  connectEvents({ onEvent: takeEvent, onGap: refetchAll, onConnection: showConnection })
  attempt('Reading the models', refreshModels)
  attempt('Reading the MLLMs', reloadMllms)
  bridge.onOpenPath((path) => attempt('Opening the project', () => openProject(path)))
}

/** Everything shown is asked for again: events were missed. */
function refetchAll(): void {
  attempt('Catching up', async () => {
    const project = await call('project.info', {})
    if (project === null) useApp.setState({ project: null })
    else await showProject(project)
    await Promise.all([refreshModels(), reloadMllms()])
    if (project === null) return
    await Promise.all([refreshRows(), reloadJobs(), refreshSession()])
  })
}

function showConnection(isConnected: boolean): void {
  useApp.setState({ isConnected })
  if (isConnected) retryEdits()
}

function takeEvent(event: AppEvent): void {
  switch (event.kind) {
    case 'hello':
      return
    case 'project.changed':
      return attempt('Reading the project', refreshProject)
    case 'predictions.changed':
      return attempt('Reading the predictions', hearPredictions)
    case 'samples.changed':
      markStale()
      return refreshSoon(event.samples)
    case 'job.changed':
      takeJob(event.job)
      if (isEnded(event.job)) refreshSoon(null)
      return
    case 'run.progress':
      return showProgress(event.sample, event.stage)
    case 'models.changed':
      return refreshModelsSoon()
    case 'mllm.changed':
      return refreshMllmsSoon()
    case 'reply.text':
      return hearText(event)
    case 'reply.wait':
      return hearWait(event)
    case 'fetches.changed':
      return hearFetches(event.fetches)
    case 'notice':
      return notify({ level: event.level, title: event.message, hint: event.hint })
  }
}

/** Many changes in a row (an import) make one request. */
function refreshSoon(samples: readonly number[] | null): void {
  const { sampleId, saveState } = useSession.getState()
  const isOpenTouched = sampleId !== null && (samples === null || samples.includes(sampleId))
  if (isOpenTouched && saveState === 'saved') attempt('Reading the sample', refreshSession)
  if (rowsTimer !== undefined) return
  rowsTimer = setTimeout(() => {
    rowsTimer = undefined
    attempt('Reading the samples', async () => {
      if (useApp.getState().project === null) return
      await refreshRows()
      await openFirst()
      if (useApp.getState().page === 'review') await Promise.all([refreshQueue(), loadFacts()])
    })
  }, rowsDelay)
}

function watchWidth(): void {
  const narrow = window.matchMedia('(max-width: 1199px)')
  fitPanels(narrow.matches)
  narrow.addEventListener('change', () => fitPanels(narrow.matches))
}
