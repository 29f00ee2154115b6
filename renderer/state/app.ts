import { create } from 'zustand'
import type { ProjectInfo } from '#rpc/schemas/project'
import type { PipelineSettings } from '#rpc/schemas/pipeline'
import type { AppInfo, UserSettings } from '#rpc/schemas/system'

export type Page =
  'annotate' | 'review' | 'failures' | 'dataset' | 'runs' | 'models' | 'mllms' | 'queries'

/** The application as a whole: what runs, who works, which project is open. */
export type AppState = {
  readonly phase: 'starting' | 'ready' | 'failed'
  readonly failure: unknown
  readonly info: AppInfo | null
  readonly settings: UserSettings | null
  readonly project: ProjectInfo | null
  /** The project's pipeline settings as last saved or just changed. */
  readonly pipeline: PipelineSettings | null
  readonly isConnected: boolean
  readonly page: Page
}

export const useApp = create<AppState>(() => ({
  phase: 'starting',
  failure: null,
  info: null,
  settings: null,
  project: null,
  pipeline: null,
  isConnected: true,
  page: 'annotate',
}))
