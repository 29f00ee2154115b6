import type { Size } from '#core/geometry/size'
import { checkReasoning } from '#core/prompt/check'
import type { Reasoning } from '#core/prompt/reasoning'
import { latestVersion } from '#electron/store/annotations'
import type { ReadDb } from '#electron/store/database'
import { readGold } from '#electron/store/gold'
import { readDraft } from '#electron/store/edits'
import { clearHint, getHint, setHint } from '#electron/store/hints'
import { findImage } from '#electron/store/images'
import { openOpinion } from '#electron/store/opinions'
import { latestRun } from '#electron/store/runs'
import {
  addSamples,
  editSample,
  findNeighbour,
  getSample,
  listSamples,
  readSampleRows,
  samplesOfImage,
  setRemoved,
} from '#electron/store/samples'
import type { AnnotationVersion, SampleDetail } from '#rpc/schemas/annotation'
import type { SampleRow } from '#rpc/schemas/project'
import { unwrap } from '#models/failure'
import { feedbackOn } from './gold-feedback.ts'
import { pipelineSettings } from './projects.ts'
import type { UseCases } from './use-cases.ts'
import type { Studio } from './studio.ts'

const done = { done: true } as const

export const sampleHandlers = {
  'samples.list': (studio, list) => listSamples(studio.project().db, list),
  'samples.get': (studio, { sample }) => sampleDetail(studio, sample),
  'samples.neighbour': (studio, from) => findNeighbour(studio.project().db, from),
  async 'samples.add'(studio, { image, fields, hint }) {
    if (hint !== null) await refuseStrayHint(studio, image, hint)
    return addOne(studio, { imageId: image, fields, hint })
  },
  async 'samples.duplicate'(studio, { sample }) {
    const { db } = studio.project()
    const { imageId, fields } = await getSample(db, sample)
    return addOne(studio, { imageId, fields, hint: await getHint(db, sample) })
  },
  async 'samples.edit'(studio, { sample, fields }) {
    await editSample(studio.project().writer(), sample, {
      fields,
      author: studio.settings.get().annotator,
    })
    tellOfSamples(studio, [sample])
    return sampleDetail(studio, sample)
  },
  async 'samples.setHint'(studio, { sample, hint }) {
    const project = studio.project()
    const { imageId } = await getSample(project.db, sample)
    if (hint !== null) await refuseStrayHint(studio, imageId, hint)
    await (hint === null
      ? clearHint(project.writer(), sample)
      : setHint(project.writer(), sample, hint))
    tellOfSamples(studio, [sample])
    return done
  },
  async 'samples.remove'(studio, { samples }) {
    await setRemoved(studio.project().writer(), samples, true)
    tellOfSamples(studio, null)
    return done
  },
  async 'samples.restore'(studio, { samples }) {
    await setRemoved(studio.project().writer(), samples, false)
    tellOfSamples(studio, null)
    return done
  },
} satisfies Partial<UseCases>

/** Throws AppFailure `bad_input` where the region does not lie on the image, or on the project's grid. */
async function refuseStrayHint(studio: Studio, image: number, hint: Reasoning): Promise<void> {
  const project = studio.project()
  const row = await findImage(project.db, image)
  const { grid } = await pipelineSettings(project)
  if (row !== null) unwrap(checkReasoning(hint, { ...grid, size: row.size }))
}

/** Everything the annotate screen needs of one sample. Throws AppFailure `not_found`. */
export async function sampleDetail(studio: Studio, id: number): Promise<SampleDetail> {
  const { db } = studio.project()
  const { row, fields, image, imageId } = await getSample(db, id)
  const opinion = await openOpinion(db, id)
  const saved = opinion === null ? await latestVersion(db, id, image.size) : null
  const others = (await samplesOfImage(db, imageId)).filter((other) => other !== id)
  return {
    row,
    fields,
    image,
    draft: await readDraft(db, id, image.size),
    saved,
    run: await latestRun(db, id),
    hint: await getHint(db, id),
    siblings: await readSampleRows(db, others),
    opinion,
    feedback: saved === null ? null : await feedbackOnSaved(db, saved, image.size),
  }
}

/** null where no truth is known, or the mask is older than it. */
async function feedbackOnSaved(db: ReadDb, saved: AnnotationVersion, size: Size) {
  const gold = await readGold(db, saved.sampleId, size)
  return gold === null || saved.createdAt <= gold.createdAt ? null : feedbackOn(saved.target, gold)
}

/** null: so many, or such a change, that lists should be read anew. */
export function tellOfSamples(studio: Studio, samples: number[] | null): void {
  studio.events.emit({ kind: 'samples.changed', samples })
}

async function addOne(
  studio: Studio,
  sample: Parameters<typeof addSamples>[1][number],
): Promise<SampleRow> {
  const project = studio.project()
  const [id = 0] = await addSamples(project.writer(), [sample])
  tellOfSamples(studio, [id])
  return (await getSample(project.db, id)).row
}
