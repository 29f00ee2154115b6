import type { ForeignAnnotation } from '#core/dataset/coco-records'
import { cocoSegmentation } from '#core/dataset/coco'
import { reasonOfError, type ForeignSample, type ForeignTaken } from '#core/dataset/dataset'
import { refMask, type ForeignRef } from '#core/dataset/refcoco'
import { takeBad, takePassed, takeSample } from '#core/dataset/taken'
import type { Size } from '#core/geometry/size'
import { isEmptyRle } from '#core/mask/rle-ops'

/** What refs point to, by id. */
export type RefInstances = {
  readonly annotations: ReadonlyMap<number, ForeignAnnotation>
  readonly categories: ReadonlyMap<number, string>
}

type Around = {
  readonly line: number | null
  readonly size: Size
  readonly instances: RefInstances
}

/** A sample a sentence, or one in all where the ref is of our own export. Crowd regions are left out of the union. */
export function samplesOfRefs(ref: ForeignRef, around: Around): ForeignTaken[] {
  const place = { line: around.line, what: `ref ${ref.refId}` }
  const target = targetOf(ref, around)
  if (typeof target === 'string') return [takeBad(place, target)]
  if (target === null) return [takePassed(place, 'a crowd region (iscrowd) marks no single target')]
  if (ref.own === null) return sentencesOf(ref, target, around)
  const ignore = ref.own.ignore === null ? null : cocoSegmentation(ref.own.ignore, around.size)
  if (ignore?.ok === false)
    return [takeBad(place, `its ignore mask: ${reasonOfError(ignore.error)}`)]
  const sample = takeSample(place, {
    texts: ref.own.texts,
    mask: target.mask,
    ignore: ignore === null || isEmptyRle(ignore.value) ? null : ignore.value,
    noTarget: target.mask === null,
    key: `ref ${ref.refId}`,
    annotationId: ref.refId,
    sampleId: ref.own.sampleId,
  })
  return [sample]
}

type Target = { readonly mask: ForeignSample['mask']; readonly name: string }

/** null where nothing but crowds is meant, or what is wrong. */
function targetOf(ref: ForeignRef, { size, instances }: Around): Target | string | null {
  if (ref.annotationIds.length === 0) return { mask: null, name: '' }
  const annotations: ForeignAnnotation[] = []
  for (const id of ref.annotationIds) {
    const annotation = instances.annotations.get(id)
    if (annotation === undefined) return `there is no usable annotation ${id} in instances.json`
    if (annotation.imageId !== ref.imageId)
      return `annotation ${id} is of image ${annotation.imageId}, not ${ref.imageId}`
    if (!annotation.isCrowd) annotations.push(annotation)
  }
  if (annotations.length === 0) return null
  const mask = refMask(
    annotations.map(({ segmentation }) => segmentation),
    size,
  )
  if (!mask.ok) return reasonOfError(mask.error)
  const names = new Set(
    annotations.map(({ categoryId }) => instances.categories.get(categoryId ?? -1)),
  )
  const [name] = names
  return { mask: mask.value, name: names.size === 1 ? (name ?? '') : '' }
}

function sentencesOf(ref: ForeignRef, { mask, name }: Target, { line }: Around): ForeignTaken[] {
  const seen = new Set<number>()
  return ref.sentences.map(({ id, text }) => {
    const key = `ref ${ref.refId} sentence ${id}`
    const place = { line, what: key }
    if (seen.has(id)) return takeBad(place, 'its sent_id is there twice; the first one is taken')
    seen.add(id)
    return takeSample(place, {
      texts: {
        query: text,
        isSentence: false,
        ...(name === '' ? {} : { target: name }),
        ...(ref.split === null ? {} : { split: ref.split }),
      },
      mask,
      noTarget: mask === null,
      key,
    })
  })
}
