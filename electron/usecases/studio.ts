import { resolve } from 'node:path'
import { homeAt, type Home } from '#electron/files/home'
import type { Log } from '#electron/files/log'
import { findPlaces } from '#electron/files/places'
import type { LockAddress } from '#electron/files/project-lock'
import { openProfilesFile } from '#electron/files/profiles-file'
import { openVerdictsFile } from '#electron/files/verdicts-file'
import { openSettingsFile, type SettingsFile } from '#electron/files/settings-file'
import type { JobQueue } from '#electron/jobs/queue'
import { failure } from '#models/failure'
import type { SegmenterCard } from '#models/ports'
import { createEventHub, type EventHub } from './events.ts'
import { refreshMissing } from './find-images.ts'
import { eventFromNotice } from './host-notices.ts'
import { createAttentionDesk, type AttentionDesk } from './attention-desk.ts'
import { createKeyRing, type KeyRing } from './key-ring.ts'
import { createMllmDesk, type MllmDesk } from './mllm-desk.ts'
import { createModelRegistry, type ModelRegistry } from './model-registry.ts'
import { openProjectFile, type OpenProject } from './open-project.ts'
import { createProviderChoice, type ProviderChoice } from './provider-choice.ts'
import { createSegmenterPool, type SegmenterPool, type SegmenterSource } from './segmenter-pool.ts'
import { createTextModels, type TextModels } from './text-models.ts'

export type StudioOptions = {
  readonly homeDir: string
  readonly weightsDir: string
  readonly mode: 'desktop' | 'browser'
  readonly version: string
  readonly log: Log
  /** Made once it is known what their encoders run on. */
  readonly models: (choice: ProviderChoice) => SegmenterSource
  /** Whether it lives long enough for models that arrive to be tested by themselves; false unless given. */
  readonly testsArrivals?: boolean
  /** Of the environment and what is typed in, unless given. */
  readonly keys?: KeyRing
}

export type OpenProjectOptions = { readonly create?: boolean; readonly readOnly?: boolean }

/** What every use case works on: one application, with at most one open project. */
export interface Studio {
  readonly home: Home
  readonly weightsDir: string
  readonly mode: 'desktop' | 'browser'
  readonly version: string
  readonly log: Log
  readonly events: EventHub
  readonly settings: SettingsFile
  /** Throws AppFailure `no_project`. */
  project(): OpenProject
  projectOrNull(): OpenProject | null
  /** The open project's jobs; throws AppFailure `no_project`. */
  readonly jobs: JobQueue
  /** Closes the one that is open. Opening the open one again answers it as it is. */
  openProject(path: string, options?: OpenProjectOptions): Promise<OpenProject>
  closeProject(): Promise<void>
  /** Where the command line finds this process; written into the lock of every project opened. */
  announce(address: LockAddress): Promise<void>
  readonly segmenters: SegmenterPool
  segmenterCards(): Promise<readonly SegmenterCard[]>
  readonly textModels: TextModels
  readonly models: ModelRegistry
  readonly mllm: MllmDesk
  readonly attention: AttentionDesk
  close(): Promise<void>
}

export function createStudio(options: StudioOptions): Studio {
  const home = homeAt(options.homeDir)
  const events = createEventHub()
  const settings = openSettings(home, { events, log: options.log })
  const { weightsDir, mode, version, log } = options
  const choice = createProviderChoice({
    verdicts: openVerdictsFile(home.verdictsFile),
    useGpu: () => settings.get().useGpu,
  })
  const source = options.models(choice)
  const segmenters = createSegmenterPool(source)
  const cards = () => source.list()
  const shared = { home, events, log }
  const textModels = openTextModels(shared)
  const models = createModelRegistry({
    ...shared,
    weightsDir,
    settings,
    choice,
    cards,
    retire: async (id) => {
      await Promise.all([segmenters.retire(id), textModels.retire(id)])
    },
    testsArrivals: options.testsArrivals ?? false,
  })
  const slot = createProjectSlot(shared)
  return {
    home,
    weightsDir,
    mode,
    version,
    log,
    events,
    settings,
    ...slot,
    get jobs() {
      return slot.project().jobs
    },
    segmenters,
    textModels,
    models,
    ...openDesks(shared, options.keys ?? createKeyRing()),
    segmenterCards: cards,
    async close() {
      await slot.closeProject()
      await models.close()
      await Promise.all([segmenters.close(), textModels.close()])
    },
  }
}

/** Both work on one file of profiles and consents. */
function openDesks({ home, events }: Omit<Surroundings, 'log'>, keys: KeyRing) {
  const parts = {
    file: openProfilesFile(home.profilesFile),
    keys,
    onChange: () => events.emit({ kind: 'mllm.changed' }),
  }
  return { mllm: createMllmDesk(parts), attention: createAttentionDesk(parts) }
}

function openTextModels({ home, events, log }: Surroundings): TextModels {
  return createTextModels({
    places: findPlaces(),
    modelsDir: home.models,
    onNotice: (notice) => {
      log.write('warning', 'text model host', { notice })
      events.emit(eventFromNotice(notice))
    },
  })
}

function openSettings(home: Home, { events, log }: Omit<Surroundings, 'home'>): SettingsFile {
  return openSettingsFile(home.settingsFile, (keptAs) => {
    log.write('warning', 'the settings file was broken', { keptAs })
    events.emit({
      kind: 'notice',
      level: 'warning',
      message: 'The settings file was broken; the defaults are used.',
      hint: `The old one is kept as ${keptAs}`,
    })
  })
}

type Surroundings = { readonly home: Home; readonly events: EventHub; readonly log: Log }

/** Opening and closing come one after the other, however they are called. */
function createProjectSlot(surroundings: Surroundings) {
  let current: OpenProject | null = null
  let address: LockAddress = { port: 0, token: '' }
  const inTurn = createTurns()
  const close = async () => {
    const closing = current
    current = null
    if (closing === null) return
    await closing.close()
    surroundings.events.emit({ kind: 'project.changed' })
  }
  return {
    project() {
      if (current === null)
        throw failure('no_project', 'No project is open.', 'Open one, or make a new one.')
      return current
    },
    projectOrNull: () => current,
    openProject: (given: string, how: OpenProjectOptions = {}) =>
      inTurn(async () => {
        const path = resolve(given)
        const isSame = current?.path === path && current.isReadOnly === (how.readOnly ?? false)
        if (current !== null && isSame && how.create !== true) return current
        const opened = await openBeside(path, how)
        current = opened
        surroundings.events.emit({ kind: 'project.changed' })
        if (!opened.isReadOnly) opened.whileOpen(lookForMissing(opened))
        return opened
      }),
    closeProject: () => inTurn(close),
    announce: (next: LockAddress) =>
      inTurn(async () => {
        address = next
        await current?.announce(next)
      }),
  }

  async function lookForMissing(project: OpenProject): Promise<void> {
    if (await refreshMissing(project, project.closing))
      surroundings.events.emit({ kind: 'project.changed' })
  }

  /** The open project stays where the other cannot be opened, unless both are the same file. */
  async function openBeside(path: string, how: OpenProjectOptions): Promise<OpenProject> {
    if (current?.path === path && how.create !== true) await close()
    const opened = await openProjectFile(path, { ...surroundings, ...how, address })
    await close()
    return opened
  }
}

/** Runs one piece of work after the other; a failed one does not stop the next. */
function createTurns() {
  let turn: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work)
    turn = next.catch(() => undefined)
    return next
  }
}
