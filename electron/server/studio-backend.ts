import type { Application } from '#electron/usecases/application'
import { modelUploads } from '#electron/usecases/model-import'
import { openSentPicture } from '#electron/usecases/sent-picture'
import { openPicture } from '#electron/usecases/pictures'
import type { Backend } from './backend.ts'

/** The application as the HTTP face sees it. */
export function backendOf({ studio, call, log }: Application): Backend {
  return {
    call,
    picture: (name) => openPicture(studio, name),
    sentPicture: (name) => openSentPicture(studio, name),
    events: studio.events,
    modelUploads: modelUploads(studio.home),
    projectPath: () => studio.projectOrNull()?.path ?? null,
    log: (level, message) => log.write(level, message),
  }
}
