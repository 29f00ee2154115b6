import { failure } from '#models/failure'
import type { FileRole, ManifestDialect } from '#models/manifest/entry'
import { openClipseg } from './clipseg.ts'
import { openGroundingDino } from './grounding-dino.ts'
import { openSam3Concept } from './sam3-concept.ts'
import type { TextCard, TextModel } from './text-ports.ts'

/** Path of the file of a role. */
type FileOf = (role: FileRole) => string

const dialects: Readonly<Partial<Record<ManifestDialect, (of: FileOf) => Promise<TextModel>>>> = {
  clipseg: (of) => openClipseg({ graph: of('graph'), tokenizer: of('tokenizer') }),
  'grounding-dino': (of) => openGroundingDino({ graph: of('graph'), tokenizer: of('tokenizer') }),
  'sam3-concept': (of) =>
    openSam3Concept({
      encoder: of('encoder'),
      language: of('language'),
      decoder: of('decoder'),
      tokenizer: of('tokenizer'),
    }),
}

/**
 * Opens a text model in this process. `run` blocks the thread, so the backend uses `openTextHost`. Throws AppFailure
 * `model_missing` or `model_broken`.
 */
export async function openText({ title, dialect, files }: TextCard): Promise<TextModel> {
  const open = dialects[dialect]
  if (open === undefined) throw broken(`${title} is of no known kind (${dialect}).`)
  return open((role) => {
    const file = files.find((one) => one.role === role)
    if (file === undefined) throw broken(`${title} has no ${role} file.`)
    return file.path
  })
}

function broken(message: string) {
  return failure('model_broken', message, 'Download or import the model again.')
}
