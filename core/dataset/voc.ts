import { areaOf, type Size } from '../geometry/size.ts'
import { paintLabel, rlesFromLabels } from '../mask/labels.ts'
import type { Rle } from '../mask/mask.ts'
import { emptyRle } from '../mask/rle.ts'
import { rleArea, uniteAll } from '../mask/rle-ops.ts'
import type { DatasetSample } from './dataset.ts'

/** Index of what counts for nothing: borders, ignore masks. */
export const vocVoid = 255
/** Samples of an image, and classes. */
export const mostVocIndices = 254

/** Red, green, blue of an index, by the rule of the VOC devkit: its bits go round the three from the highest on. */
export function vocColour(index: number): [r: number, g: number, b: number] {
  const colour: [number, number, number] = [0, 0, 0]
  for (let bit = 7, rest = index; bit >= 0; bit--, rest >>= 3)
    for (let part = 0; part < 3; part++)
      colour[part] = (colour[part] as number) | (((rest >> part) & 1) << bit)
  return colour
}

/** 256 times red, green, blue. */
export function vocPalette(): Uint8Array {
  return Uint8Array.from(Array.from({ length: 256 }, (_, index) => vocColour(index)).flat())
}

/** Pictures of indices, row-major: of classes, and of samples (their place in the list, from 1). */
export type VocPictures = { readonly classes: Uint8Array; readonly objects: Uint8Array }

/**
 * The samples of one image painted, the smallest last so that it stays whole; ignore masks are void where nothing is.
 * `classes` are the samples' class indices.
 */
export function paintVoc(
  samples: readonly Pick<DatasetSample, 'mask' | 'ignore'>[],
  classes: readonly number[],
  size: Size,
): VocPictures {
  const pictures = {
    classes: new Uint8Array(areaOf(size)),
    objects: new Uint8Array(areaOf(size)),
  }
  const ignore = uniteAll(
    samples.map((sample) => sample.ignore),
    size,
  )
  paintLabel(pictures.classes, ignore, vocVoid)
  paintLabel(pictures.objects, ignore, vocVoid)
  const order = samples
    .map(({ mask }, i) => ({ mask, i, area: rleArea(mask) }))
    .toSorted((a, b) => b.area - a.area || a.i - b.i)
  for (const { mask, i } of order) {
    paintLabel(pictures.classes, mask, classes[i] as number)
    paintLabel(pictures.objects, mask, i + 1)
  }
  return pictures
}

/** The mask of each index, void apart. */
export function readVoc(
  indices: ArrayLike<number>,
  size: Size,
): { readonly masks: ReadonlyMap<number, Rle>; readonly ignore: Rle } {
  const masks = rlesFromLabels(indices, size)
  const ignore = masks.get(vocVoid) ?? emptyRle(size)
  masks.delete(0)
  masks.delete(vocVoid)
  return { masks, ignore }
}

/** Classes of the challenge, from index 1; their names stand where a folder says none. */
const challengeClasses =
  'aeroplane,bicycle,bird,boat,bottle,bus,car,cat,chair,cow,diningtable,dog,horse,motorbike,person,pottedplant,' +
  'sheep,sofa,train,tvmonitor'

export type VocClass = {
  readonly index: number
  readonly name: string
  /** Where the file says one: pictures in colours are read by it. */
  readonly colour: readonly [number, number, number] | null
}

/** `labelmap.txt` (`name:r,g,b:parts:actions`), or names a line; the first is background where it says so. */
export function parseVocClasses(text: string): VocClass[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'))
  const classes = lines.slice(0, 65_536).map((line) => {
    const [name = '', colour = ''] = line.split(':')
    const parts = colour.split(',').map(Number)
    const isColour = parts.length === 3 && parts.every((part) => Number.isInteger(part))
    return { name: name.trim(), colour: isColour ? (parts as [number, number, number]) : null }
  })
  const from = /^(background|__background__|_background_)$/i.test(classes[0]?.name ?? '') ? 0 : 1
  return classes.map((one, i) => ({ ...one, index: i + from }))
}

/** What an index is called that no file names; the challenge's own word where its classes are meant. */
export function vocClassName(index: number, isChallenge: boolean): string {
  const name = isChallenge ? challengeClasses.split(',')[index - 1] : undefined
  return name ?? `class ${index}`
}
