import {
  acceptCandidates,
  acceptNoTarget,
  listVersions,
  saveAnnotation,
} from '#electron/store/annotations'
import { getSample } from '#electron/store/samples'
import type { SampleDetail } from '#rpc/schemas/annotation'
import type { UseCases } from './use-cases.ts'
import { sampleDetail, tellOfSamples } from './samples.ts'
import type { Studio } from './studio.ts'

/** Every answer is given after its transaction is on the disk. */
export const annotationHandlers = {
  async 'annotations.save'(studio, input) {
    await saveAnnotation(studio.project().writer(), { ...input, annotator: annotatorOf(studio) })
    return changed(studio, input.sample)
  },
  async 'annotations.accept'(studio, input) {
    await acceptCandidates(studio.project().writer(), { ...input, annotator: annotatorOf(studio) })
    return changed(studio, input.sample)
  },
  async 'annotations.noTarget'(studio, { sample }) {
    await acceptNoTarget(studio.project().writer(), { sample, annotator: annotatorOf(studio) })
    return changed(studio, sample)
  },
  async 'annotations.versions'(studio, { sample }) {
    const { db } = studio.project()
    const { image } = await getSample(db, sample)
    return listVersions(db, sample, image.size)
  },
} satisfies Partial<UseCases>

function annotatorOf(studio: Studio): string {
  return studio.settings.get().annotator
}

async function changed(studio: Studio, sample: number): Promise<SampleDetail> {
  tellOfSamples(studio, [sample])
  return sampleDetail(studio, sample)
}
