import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { defaultHomeDir, homeAt } from '#electron/files/home'
import { createFileLog, type Log } from '#electron/files/log'
import { findPlaces } from '#electron/files/places'
import { createRouter, type Router } from '#rpc/router'
import type { HostNotice } from '#models/host/supervisor'
import { bindHandlers } from './handlers.ts'
import { eventFromNotice } from './host-notices.ts'
import { createSegmenterSource } from './segmenter-source.ts'
import type { SegmenterSource } from './segmenter-pool.ts'
import { createStudio, type Studio } from './studio.ts'

export type ApplicationOptions = {
  readonly mode: 'desktop' | 'browser'
  /** Names the log file. */
  readonly processName: 'backend' | 'cli'
  /** Settings, model files and caches; REASEG_HOME or the platform's own folder unless given. */
  readonly homeDir?: string
  /** Folder of the embedding cache; that of the home unless given. */
  readonly embeddingsDir?: string
  /** Real ones unless given. */
  readonly models?: SegmenterSource
}

/** The studio with everything it needs, and its calls: what every face is built on. */
export type Application = {
  readonly studio: Studio
  readonly call: Router
  readonly log: Log
}

/** Wires the application by hand. Nothing is opened or started before it is asked for. */
export function openApplication(options: ApplicationOptions): Application {
  const home = homeAt(options.homeDir ?? defaultHomeDir())
  const log = createFileLog(home.logs, options.processName, randomBytes(4).toString('hex'))
  const places = findPlaces()
  const onNotice = (notice: HostNotice) => {
    log.write('warning', 'model host', { notice })
    studio.events.emit(eventFromNotice(notice))
  }
  const studio: Studio = createStudio({
    homeDir: home.path,
    weightsDir: places.weights,
    mode: options.mode,
    version: places.version,
    log,
    testsArrivals: options.processName === 'backend',
    models: (choice) =>
      options.models ??
      createSegmenterSource({
        places,
        choice,
        modelsDir: home.models,
        cacheDir: options.embeddingsDir ?? join(home.cache, 'embeddings'),
        cacheBytes: () => studio.settings.get().embeddingCacheBytes,
        onNotice,
      }),
  })
  const call = createRouter(bindHandlers(studio), {
    onBug: (method, error) =>
      log.write('error', `${method} failed`, {
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
  })
  return { studio, call, log }
}
