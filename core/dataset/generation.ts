import type { ImageBox } from '../geometry/box.ts'
import { componentsOf } from '../mask/components.ts'
import { sizeOfRle, type Rle } from '../mask/mask.ts'
import { rleArea, rleBox, rleIou, uniteAll } from '../mask/rle-ops.ts'
import { maskFromRle } from '../mask/rle.ts'
import type { ParsedVerdict } from '../prompt/reply.ts'

/**
 * What an MLLM can be asked to write for masks that are there already (Rea2Seg appendices C and D): a query by where the
 * target is, one of several steps without the target's name, one for a part, one for all of a kind as one mask, the
 * rationale of a query, and questions with short answers.
 */
export const writingKinds = [
  'spatial',
  'multi-step',
  'part',
  'kind',
  'rationale',
  'questions',
] as const
export type WritingKind = (typeof writingKinds)[number]

/** An accepted sample with a mask. */
export type Instance = {
  readonly sample: number
  readonly image: number
  readonly query: string
  /** Its name; those of one name are of one kind. */
  readonly target: string
  readonly hasRationale: boolean
  readonly mask: Rle
}

export type WritingTask = {
  readonly kind: WritingKind
  /** The sample it is written for, or by which its image is told. */
  readonly sample: number
  readonly image: number
  readonly query: string
  readonly target: string
  readonly mask: Rle
  /** Boxes of the target, and of the others of its kind. */
  readonly red: readonly ImageBox[]
  readonly blue: readonly ImageBox[]
}

/** Two masks of one kind that overlap so much are one object, annotated twice. */
const sameObject = 0.5

/** A part of a mask that holds such a share of it has a box of its own. */
const ownBox = 0.1

/** The task that a sample gives, among all instances of its image; else why it gives none. */
export function writingTask(
  kind: WritingKind,
  one: Instance,
  onImage: readonly Instance[],
): WritingTask | string {
  const target = one.target.trim()
  if (target === '' && kind !== 'questions') return 'its target has no name'
  const others = othersOfKind(one, onImage)
  const base = { kind, sample: one.sample, image: one.image, query: one.query, target }
  const boxed = { mask: one.mask, red: boxesOf(one.mask), blue: others.flatMap(wholeBox) }
  switch (kind) {
    case 'spatial':
      return others.length === 0 ? `no other ${target} is in its image` : { ...base, ...boxed }
    case 'multi-step':
    case 'part':
      return { ...base, ...boxed }
    case 'rationale':
      if (one.query.trim() === '') return 'it has no query'
      return one.hasRationale ? 'it has a rationale already' : { ...base, ...boxed }
    case 'kind':
      return kindTask(one, others, base)
    case 'questions':
      return questionsTask(one, onImage, base)
  }
}

type Base = Pick<WritingTask, 'kind' | 'sample' | 'image' | 'query' | 'target'>

/** Its first instance speaks for a kind. */
function kindTask(one: Instance, others: readonly Instance[], base: Base): WritingTask | string {
  if (others.length === 0) return `no other ${base.target} is in its image`
  const all = [one, ...others]
  if (all.some(({ sample }) => sample < one.sample))
    return 'another sample of its kind speaks for it'
  const mask = uniteAll(
    all.map((each) => each.mask),
    sizeOfRle(one.mask),
  )
  return { ...base, query: '', mask, red: all.flatMap(wholeBox), blue: [] }
}

/** Its first sample speaks for an image. */
function questionsTask(
  one: Instance,
  onImage: readonly Instance[],
  base: Base,
): WritingTask | string {
  if (onImage.some(({ sample }) => sample < one.sample))
    return 'another sample speaks for its image'
  const names = new Set(onImage.map(({ target }) => target.trim()).filter((name) => name !== ''))
  const target = [...names].join(', ') || 'anything in it'
  return { ...base, query: '', target, mask: one.mask, red: onImage.flatMap(wholeBox), blue: [] }
}

function othersOfKind(one: Instance, onImage: readonly Instance[]): Instance[] {
  const name = kindOf(one)
  const found: Instance[] = []
  for (const other of onImage) {
    if (other.sample === one.sample || kindOf(other) !== name || name === '') continue
    if ([one, ...found].some(({ mask }) => rleIou(mask, other.mask) >= sameObject)) continue
    found.push(other)
  }
  return found
}

function kindOf({ target }: Instance): string {
  return target.trim().toLowerCase()
}

function wholeBox({ mask }: Instance): ImageBox[] {
  const box = rleBox(mask)
  return box === null ? [] : [box]
}

/** One a part that matters, else one around all. */
function boxesOf(mask: Rle): ImageBox[] {
  const parts = componentsOf(maskFromRle(mask), 8)
  const least = rleArea(mask) * ownBox
  const large = parts.boxes.filter((_, k) => (parts.areas[k] ?? 0) >= least)
  const whole = rleBox(mask)
  if (large.length > 1 && large.length <= 12) return large
  return whole === null ? [] : [whole]
}

/** `good` alone is taken without a second thought; a shortcut is a verdict of its own (Rea2Seg appendix C). */
export const writingVerdicts = [
  'good',
  'shortcut',
  'trivial',
  'ambiguous',
  'wrong',
  'unverified',
] as const
export type WritingVerdict = (typeof writingVerdicts)[number]

/** The gravest of what a verifier found. */
export function verdictOf(
  said: Pick<ParsedVerdict, 'correct' | 'unambiguous' | 'trivial' | 'shortcut'>,
): WritingVerdict {
  if (!said.correct) return 'wrong'
  if (!said.unambiguous) return 'ambiguous'
  if (said.trivial) return 'trivial'
  return said.shortcut ? 'shortcut' : 'good'
}
