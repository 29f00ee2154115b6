import { areaOf, type Size } from '../geometry/size.ts'
import { createMask, type Rle } from '../mask/mask.ts'
import { rleFromMask } from '../mask/rle.ts'

/** Levels of a mask's picture, one a pixel, row-major. */
export type Levels = {
  readonly size: Size
  readonly values: ArrayLike<number>
  /** Places of a palette rather than degrees of light. */
  readonly isPalette: boolean
}

const ignoreLevel = 255
/** Larger ones are degrees of light, smaller ones count parts. */
const mostParts = 63

/** A picture of ours: 1 is target, 255 ignore. Any other level is none of ours: null. */
export function masksFromOwnLevels({ size, values }: Levels): { mask: Rle; ignore: Rle } | null {
  const mask = createMask(size)
  const ignore = createMask(size)
  for (let i = 0; i < areaOf(size); i++) {
    const level = values[i] as number
    if (level === 1) mask.bits[i] = 1
    else if (level === ignoreLevel) ignore.bits[i] = 1
    else if (level !== 0) return null
  }
  return { mask: rleFromMask(mask), ignore: rleFromMask(ignore) }
}

/**
 * A picture of anyone's. Where its levels are small numbers or places of a palette, all but 0 are target, and 255 is
 * ignore beside them; else what is lighter than half of its lightest level is target.
 */
export function masksFromLevels(levels: Levels): { mask: Rle; ignore: Rle } {
  const { size, values, isPalette } = levels
  let most = 0
  let isVoid = false
  for (let i = 0; i < values.length; i++) {
    const level = values[i] as number
    if (level === ignoreLevel) isVoid = true
    else if (level > most) most = level
  }
  const isParts = most > 0 && (isPalette || most <= mostParts)
  const threshold = isParts ? 0 : (isVoid ? Math.max(most, ignoreLevel) : most) / 2
  const mask = createMask(size)
  const ignore = createMask(size)
  for (let i = 0; i < values.length; i++) {
    const level = values[i] as number
    if (isParts && level === ignoreLevel) ignore.bits[i] = 1
    else if (level > threshold) mask.bits[i] = 1
  }
  return { mask: rleFromMask(mask), ignore: rleFromMask(ignore) }
}

/**
 * What a mask's file name says where nothing else does: the words behind `__` where they have letters, else those of the
 * picture's stem.
 */
export function queryFromName(stem: string, picture: string): string {
  const rest = stem.startsWith(`${picture}__`) ? stem.slice(picture.length + 2) : ''
  const text = /\p{L}/u.test(rest) ? rest : picture
  const words = text.replaceAll(/[_\-.]+/g, ' ').trim()
  return words === '' ? 'object' : words
}
