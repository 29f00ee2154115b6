import type { ProjectInfo } from '#rpc/schemas/project'
import { bridge } from '../../rpc/bridge.ts'
import { call } from '../../rpc/client.ts'
import { hasCode } from '../../rpc/client-error.ts'
import { useApp } from '../../state/app.ts'
import { jobEnd, reloadJobs } from '../../state/jobs.ts'
import { attempt, notify, notifyError } from '../../state/notices.ts'
import { clearSamples, refreshRows, useSamples } from '../../state/samples.ts'
import { rowAt } from '../../state/paging.ts'
import {
  closeSample,
  neighbour,
  openSample,
  prefetchNext,
  rememberedSample,
} from '../../state/session-save.ts'
import { useSession } from '../../state/session.ts'
import { changeSettings } from './settings.ts'

export async function newProject(): Promise<void> {
  const path = await bridge.pickSave({
    title: 'New project',
    start: useApp.getState().settings?.lastFolder ?? null,
    name: 'project.reaseg',
    kind: 'project',
  })
  if (path !== null) await showProject(await call('project.create', { path }))
}

/** Opens a project file; asks for one where none is given. A busy one can be looked at. */
export async function openProject(given: string | null = null): Promise<void> {
  const path =
    given ??
    (await bridge.pickFile({
      title: 'Open a project',
      start: useApp.getState().settings?.lastFolder ?? null,
      kind: 'project',
    }))
  if (path === null) return
  try {
    await showProject(await call('project.open', { path }))
  } catch (error) {
    if (!hasCode(error, 'project_busy')) throw error
    notify({
      level: 'warning',
      title: error instanceof Error ? error.message : 'The project is open elsewhere.',
      hint: 'It can be opened here to look at.',
      action: {
        label: 'Open read-only',
        run: () =>
          attempt('Opening the project', async () =>
            showProject(await call('project.open', { path, readOnly: true })),
          ),
      },
    })
  }
}

/** The demo project; while its job fills it, samples appear by themselves. */
export async function openDemo(): Promise<void> {
  const { info, job } = await call('project.demo', {})
  await showProject(info)
  if (job === null) return
  const ended = await jobEnd(job)
  if (ended.state === 'failed' && ended.error !== null)
    notify({ level: 'error', title: ended.error.message, hint: ended.error.hint })
  await refreshProject()
  await refreshRows()
  await openFirst()
}

export async function closeProject(): Promise<void> {
  closeSample()
  await call('project.close', {})
  clearSamples()
  useApp.setState({ project: null, pipeline: null, page: 'annotate' })
  bridge.setTitle('Reaseg Studio')
}

/** Shows an open project: its list, and the sample worked on last or the first one to do. */
export async function showProject(project: ProjectInfo): Promise<void> {
  const isOther = useApp.getState().project?.path !== project.path
  if (isOther) {
    const keep = useApp.getState().phase === 'starting' ? rememberedSample() : null
    closeSample()
    clearSamples()
    useApp.setState({ project, page: 'annotate' })
    bridge.setTitle(`${project.name} – Reaseg Studio`)
    changeSettings({ lastFolder: folderOf(project.path) })
    useApp.setState({ pipeline: await call('project.settings', {}) })
    await Promise.all([refreshRows(), reloadJobs()])
    await openFirst(keep)
  } else useApp.setState({ project })
  if (project.integrity !== 'ok')
    notify({
      level: 'error',
      title: `${project.name} is damaged: ${project.integrity}`,
      hint: 'Work on a copy of its newest backup; both lie beside the project file.',
    })
}

/** News of the backend's project. It may come before the answer to the call that opened it: then it opens it here too. */
export async function refreshProject(): Promise<void> {
  const project = await call('project.info', {})
  if (project !== null) await showProject(project)
}

/** Opens a sample where none is open: the given one, else the first to do, else the first. */
export async function openFirst(wanted: number | null = null): Promise<void> {
  if (useSession.getState().sampleId !== null) return
  if (wanted !== null) {
    const isOpen = await openSample(wanted).then(
      () => true,
      () => false,
    )
    if (isOpen) return
    closeSample()
  }
  if (useSamples.getState().total === 0) return
  const next = await neighbour('next-todo', null)
  const first = next?.sample ?? rowAt(useSamples.getState().pages, 0)?.id
  if (first === undefined) return
  await openSample(first, next?.position ?? 1)
  prefetchNext().catch((error: unknown) => notifyError(error, 'Encoding the next image'))
}

export async function relinkImages(): Promise<void> {
  const folder = await bridge.pickFolder({ title: 'Folder the images moved to', start: null })
  if (folder === null) return
  const { found, missing } = await call('images.relink', { folder })
  notify({
    level: missing === 0 ? 'success' : 'warning',
    title: `${found} ${found === 1 ? 'image' : 'images'} found again, ${missing} still missing.`,
    hint: missing === 0 ? '' : 'Choose another folder to look for the rest.',
  })
  await refreshProject()
  await refreshRows()
}

export function folderOf(path: string): string {
  const end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))
  return end <= 0 ? path : path.slice(0, end)
}
