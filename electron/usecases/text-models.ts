import type { Places } from '#electron/files/places'
import { failure } from '#models/failure'
import { openTextHost, type HostText } from '#models/host/text-client'
import type { HostNotice } from '#models/host/supervisor'
import { installedTextModels } from '#models/installed'
import type { TextCard } from '#models/text/text-ports'
import { createModelPool, type ModelPool } from './model-pool.ts'

/** Models that read words: which are here, and each lent for a piece of work. */
export interface TextModels extends ModelPool<HostText> {
  cards(): Promise<readonly TextCard[]>
}

export type TextParts = {
  readonly places: Pick<Places, 'hostEntry'>
  /** Where fetched models lie. */
  readonly modelsDir: string
  readonly onNotice: (notice: HostNotice) => void
}

/** Each in a process of its own on the CPU. They are big: all of a run may be open, none stays when it is idle. */
export function createTextModels(parts: TextParts): TextModels {
  const { places, modelsDir, onNotice } = parts
  const cards = () => installedTextModels(modelsDir)
  const host = places.hostEntry === null ? {} : { entry: places.hostEntry }
  const open = async (id: string) => {
    const card = (await cards()).find((known) => known.id === id)
    if (card === undefined) throw textModelMissing(id)
    return openTextHost({ card, onNotice, ...host })
  }
  const pool = createModelPool({ open }, { lingerMs: 60_000, most: 3, kept: 0 })
  return {
    cards,
    use: (id, work) => pool.use(id, work),
    retire: (id) => pool.retire(id),
    close: () => pool.close(),
  }
}

export function textModelMissing(id: string) {
  return failure(
    'model_missing',
    `The text model ${id} is not here.`,
    'Get it in the Models view, or choose none in the pipeline’s settings.',
  )
}
