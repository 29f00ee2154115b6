import type { PipelineSettings } from '#rpc/schemas/pipeline'
import type { UserSettings } from '#rpc/schemas/system'
import { bridge } from '../../rpc/bridge.ts'
import { call } from '../../rpc/client.ts'
import { useApp } from '../../state/app.ts'
import { changesCandidates } from '../../state/asked-settings.ts'
import { reloadModels } from '../../state/models.ts'
import { attempt } from '../../state/notices.ts'
import { proposeSoon } from '../../state/session-run.ts'
import { useView } from '../../state/view.ts'

const restDelay = 300
let unsaved: Partial<UserSettings> = {}
let timer: ReturnType<typeof setTimeout> | undefined
let pipelineTimer: ReturnType<typeof setTimeout> | undefined

/** Changes what the user prefers: in force at once, saved when the hand rests. */
export function changeSettings(change: Partial<UserSettings>): void {
  const { settings } = useApp.getState()
  if (settings === null) return
  useApp.setState({ settings: { ...settings, ...change } })
  if (change.theme !== undefined) bridge.setTheme(change.theme)
  unsaved = { ...unsaved, ...change }
  clearTimeout(timer)
  timer = setTimeout(() => attempt('Saving the settings', saveSettings), restDelay)
}

/** Changes the project's pipeline settings; with `autoPropose` on, new candidates follow where any are to be expected. */
export function changePipeline(change: Partial<PipelineSettings>): void {
  const { pipeline } = useApp.getState()
  if (pipeline === null) return
  useApp.setState({ pipeline: { ...pipeline, ...change } })
  clearTimeout(pipelineTimer)
  pipelineTimer = setTimeout(
    () => attempt('Saving the pipeline’s settings', savePipeline),
    restDelay,
  )
  if (changesCandidates(change)) proposeSoon()
}

/** Saves a change of the pipeline's settings now rather than when the hand rests. */
export async function pipelineSaved(): Promise<void> {
  clearTimeout(pipelineTimer)
  await savePipeline()
}

/** Changes a setting that the backend may refuse: in force once it is saved; rejects with the reason. */
export async function saveSetting(change: Partial<UserSettings>): Promise<void> {
  const settings = await call('settings.save', change)
  const taken = Object.keys(change).map((key) => [key, settings[key as keyof UserSettings]])
  const { settings: shown } = useApp.getState()
  if (shown !== null) useApp.setState({ settings: { ...shown, ...Object.fromEntries(taken) } })
}

export function setBrushRadius(radius: number): void {
  const brushRadius = Math.min(500, Math.max(0.5, radius))
  useView.setState({ brushRadius })
  changeSettings({ brushRadius })
}

export function toggleOverlay(name: 'grid' | 'prior' | 'candidates' | 'mask'): void {
  const overlays = useView.getState().overlays
  const next = { ...overlays, [name]: !overlays[name] }
  useView.setState({ overlays: next })
  const { grid, prior, candidates, mask } = next
  changeSettings({ overlays: { grid, prior, candidates, mask } })
}

/** Folds or unfolds a side panel; in a narrow window the other one gives way. */
export function togglePanel(panel: 'samples' | 'inspector'): void {
  const { isSamplesOpen, isInspectorOpen, isNarrow } = useView.getState()
  const samples = panel === 'samples' ? !isSamplesOpen : isSamplesOpen
  const inspector = panel === 'inspector' ? !isInspectorOpen : isInspectorOpen
  useView.setState({
    isSamplesOpen: samples && !(isNarrow && panel === 'inspector' && inspector),
    isInspectorOpen: inspector && !(isNarrow && panel === 'samples' && samples),
  })
  if (!isNarrow) changeSettings({ panels: { samples, inspector } })
}

/** Fits the panels to the window's width: remembered ones where there is room, the list alone where not. */
export function fitPanels(isNarrow: boolean): void {
  const panels = useApp.getState().settings?.panels ?? { samples: true, inspector: true }
  useView.setState({
    isNarrow,
    isSamplesOpen: panels.samples,
    isInspectorOpen: panels.inspector && !(isNarrow && panels.samples),
  })
}

async function saveSettings(): Promise<void> {
  const change = unsaved
  unsaved = {}
  await call('settings.save', change)
  // What encoders run on follows from it.
  if (change.useGpu !== undefined) await reloadModels()
}

async function savePipeline(): Promise<void> {
  const { pipeline } = useApp.getState()
  if (pipeline !== null) await call('project.saveSettings', pipeline)
}
