import type { PredictionClaim } from '#core/dataset/prediction-records'
import type { Size } from '#core/geometry/size'
import { lastPart, stemOf } from '#electron/formats/names'
import type { ReadDb } from '#electron/store/database'
import { readProjectNames, type ProjectNames } from '#electron/store/project-names'

/** The sample that a record is for, or why none is. */
export type Match = { readonly sample: number; readonly size: Size } | string

export interface PredictionMatcher {
  match(claim: PredictionClaim): Match
  /** As files of priors are named: `<image stem>` is all samples of the image, `<image stem>__<sample>` that one. */
  named(stem: string): readonly number[]
}

type ImageEntry = {
  readonly id: number
  readonly exportId: number
  readonly name: string
  readonly path: string
  readonly size: Size
  readonly samples: SampleEntry[]
}
type SampleEntry = {
  readonly id: number
  readonly exportId: number
  readonly texts: readonly string[]
  readonly image: ImageEntry
}

/**
 * Knows the project's samples by everything that a model's output may call them (design section 6): the source's image id,
 * then the annotation's or sample's id, then the file name, then the query, then that the image has no other sample.
 */
export async function openMatcher(db: ReadDb): Promise<PredictionMatcher> {
  const index = indexOf(await readProjectNames(db))
  return { match: (claim) => matchClaim(index, claim), named: (stem) => samplesNamed(index, stem) }
}

type Index = {
  readonly images: readonly ImageEntry[]
  readonly samples: ReadonlyMap<number, SampleEntry>
  readonly imagesByName: ReadonlyMap<string, readonly ImageEntry[]>
  readonly imagesByStem: ReadonlyMap<string, readonly ImageEntry[]>
  readonly imagesByKey: ReadonlyMap<string, readonly ImageEntry[]>
  readonly samplesByAnnotation: ReadonlyMap<string, readonly SampleEntry[]>
}

function indexOf({ images: named, samples: known, links }: ProjectNames): Index {
  const images = named.map((image): ImageEntry => ({ ...image, samples: [] }))
  const byId = new Map(images.map((image) => [image.id, image]))
  const samples = new Map<number, SampleEntry>()
  for (const { id, imageId, exportId, texts } of known) {
    const image = byId.get(imageId)
    if (image === undefined) continue
    const entry: SampleEntry = { id, exportId, texts: texts.map(plainText), image }
    image.samples.push(entry)
    samples.set(id, entry)
  }
  const linked = <T>(kind: 'image' | 'annotation', rows: ReadonlyMap<number, T>) =>
    links
      .filter((link) => link.kind === kind)
      .flatMap(({ foreignId, rowId }): [string, T][] => {
        const found = rows.get(rowId)
        return found === undefined ? [] : [[foreignId, found]]
      })
  return {
    images,
    samples,
    imagesByName: grouped(
      images.flatMap((image) =>
        [...new Set([image.name, image.path, lastPart(image.path)])].map((name) => [name, image]),
      ),
    ),
    imagesByStem: grouped(images.map((image) => [stemOf(lastPart(image.name)), image])),
    imagesByKey: grouped(linked('image', byId)),
    samplesByAnnotation: grouped(linked('annotation', samples)),
  }
}

function grouped<T>(pairs: readonly (readonly [string, T])[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const [key, value] of pairs) {
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else if (!group.includes(value)) group.push(value)
  }
  return groups
}

function matchClaim(index: Index, claim: PredictionClaim): Match {
  const image = imageOf(index, claim)
  if (typeof image === 'string') return image
  const sample = sampleOf(index, claim, image)
  return typeof sample === 'string' ? sample : { sample: sample.id, size: sample.image.size }
}

/** null: nothing names one. */
function imageOf(index: Index, claim: PredictionClaim): ImageEntry | null | string {
  const { imageKey, image: name, stem } = claim
  const byKey = imageKey === null ? [] : imagesOfKey(index, imageKey)
  const byName = name === null ? [] : imagesOfName(index, name)
  const both = byKey.filter((image) => byName.includes(image))
  const found = both.length > 0 ? both : byKey.length > 0 ? byKey : byName
  const told = imageKey === null ? `image ${name}` : `image ${imageKey}`
  if (found.length > 1) return `${found.length} images of the project may be ${told}`
  if (found[0] !== undefined) return found[0]
  if (imageKey !== null || name !== null)
    return claim.sample === null && claim.annotation === null
      ? `there is no ${told} in the project`
      : null
  return stem === null ? null : imageOfStem(index, stem, claim)
}

function imagesOfKey({ imagesByKey, images }: Index, key: string): readonly ImageEntry[] {
  return imagesByKey.get(key) ?? images.filter(({ exportId }) => String(exportId) === key)
}

/** By path, by name, by the last part of either, then without its ending. */
function imagesOfName(index: Index, given: string): readonly ImageEntry[] {
  const name = given.replaceAll('\\', '/')
  const last = lastPart(name)
  return (
    index.imagesByName.get(name) ??
    index.imagesByName.get(last) ??
    index.imagesByStem.get(stemOf(last)) ??
    []
  )
}

function imageOfStem(
  index: Index,
  stem: string,
  { sample }: PredictionClaim,
): ImageEntry | null | string {
  const found = index.imagesByStem.get(partsOf(index, stem).image)
  if (found === undefined)
    return sample === null
      ? `no image of the project is called ${stem}, with or without what follows __`
      : null
  return found.length === 1 ? (found[0] ?? null) : `${found.length} images are called ${stem}`
}

/** A whole name that is an image's is that; else what follows the last `__` is a sample's id. */
function partsOf(
  { imagesByStem }: Index,
  stem: string,
): { readonly image: string; readonly sample: number | null } {
  const parts = /^(.*)__(\d{1,15})$/s.exec(stem)
  if (imagesByStem.has(stem) || parts === null) return { image: stem, sample: null }
  return { image: parts[1] ?? '', sample: Number(parts[2]) }
}

function sampleOf(
  index: Index,
  claim: PredictionClaim,
  image: ImageEntry | null,
): SampleEntry | string {
  const id = claim.sample ?? (claim.stem === null ? null : partsOf(index, claim.stem).sample)
  if (claim.annotation !== null) {
    const found = annotated(index, claim.annotation, image)
    if (found.length === 1 && found[0] !== undefined) return found[0]
    if (found.length > 1) return `${found.length} samples have annotation ${claim.annotation}`
  }
  if (id !== null) {
    const found = index.samples.get(id)
    if (found === undefined) return `there is no sample ${id} in the project`
    return image === null || found.image === image
      ? found
      : `sample ${id} is of ${found.image.name}, not of ${image.name}`
  }
  if (image === null) return `there is no annotation ${claim.annotation} in the project`
  return sampleOfImage(image, claim.query)
}

function annotated(
  { samplesByAnnotation, samples }: Index,
  annotation: number,
  image: ImageEntry | null,
): readonly SampleEntry[] {
  const linked = samplesByAnnotation.get(String(annotation)) ?? []
  const all = linked.length > 0 ? linked : [...(image?.samples ?? samples.values())]
  return all.filter(
    (one) =>
      (image === null || one.image === image) && (linked.length > 0 || one.exportId === annotation),
  )
}

function sampleOfImage({ name, samples }: ImageEntry, query: string | null): SampleEntry | string {
  const wanted = query === null ? null : plainText(query)
  const alike = wanted === null ? samples : samples.filter(({ texts }) => texts.includes(wanted))
  const [only] = alike
  if (only !== undefined && alike.length === 1) return only
  if (samples.length === 0) return `${name} has no sample`
  if (wanted !== null && alike.length === 0) return `no sample of ${name} has its query`
  const said = wanted === null ? '' : ' with its query'
  return `${name} has ${alike.length} samples${said}, and nothing says which of them is meant`
}

function samplesNamed(index: Index, stem: string): readonly number[] {
  const { image, sample } = partsOf(index, stem)
  const found = index.imagesByStem.get(image) ?? []
  const samples = found.flatMap((one) => one.samples.map(({ id }) => id))
  return sample === null ? samples : samples.filter((id) => id === sample)
}

function plainText(text: string): string {
  return text.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
}
