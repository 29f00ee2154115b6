import { parseRle } from '#core/mask/rle'
import { pushEdits, readDraft, redoEdit, undoEdit } from '#electron/store/edits'
import { getSample } from '#electron/store/samples'
import { unwrap } from '#models/failure'
import type { Draft, EditData } from '#rpc/schemas/annotation'
import type { UseCases } from './use-cases.ts'
import { tellOfSamples } from './samples.ts'
import type { Studio } from './studio.ts'

export const editHandlers = {
  async 'edits.push'(studio, { edits, ...at }) {
    await pushEdits(studio.project().writer(), at, edits.map(checkedEdit))
    return draftOf(studio, at.sample)
  },
  async 'edits.undo'(studio, at) {
    await undoEdit(studio.project().writer(), at)
    return draftOf(studio, at.sample)
  },
  async 'edits.redo'(studio, at) {
    await redoEdit(studio.project().writer(), at)
    return draftOf(studio, at.sample)
  },
} satisfies Partial<UseCases>

/** Run lengths from outside made canonical; throws AppFailure `bad_rle`. */
function checkedEdit(edit: EditData): EditData {
  if (edit.kind === 'no-target') return edit
  const { size, counts } = unwrap(parseRle(edit.delta))
  return { ...edit, delta: { size: [size[0], size[1]], counts } }
}

async function draftOf(studio: Studio, sample: number): Promise<Draft> {
  const { db } = studio.project()
  tellOfSamples(studio, [sample])
  const { image } = await getSample(db, sample)
  return readDraft(db, sample, image.size)
}
