import { createHash } from 'node:crypto'
import { decodePicture, type Bits, type Picture } from './picture.ts'
import { recogniseScene } from './recognise.ts'
import type { KnownScene } from './scenes.ts'
import { divisionOf, type Division } from './strips.ts'

/** What is to be seen in one picture that was sent. */
export type Seen = {
  readonly picture: Picture
  /** The scene that it shows; null for any other picture. */
  readonly scene: KnownScene | null
  /** White on black and nothing between: the white. */
  readonly mask: Bits | null
  /** Somebody has put up a sign in it. */
  readonly hasSign: boolean
  readonly division: () => Division
}

/** Pictures come again with other questions. */
const mostKept = 64
const kept = new Map<string, Promise<Seen>>()

/** Looks at a PNG or JPEG. Throws NoPicture. */
export function lookAt(bytes: Uint8Array): Promise<Seen> {
  const name = createHash('sha256').update(bytes).digest('hex')
  const known = kept.get(name)
  if (known !== undefined) return known
  const seen = look(bytes)
  kept.set(name, seen)
  seen.catch(() => kept.delete(name))
  const [oldest] = kept.keys()
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
  return seen
}

async function look(bytes: Uint8Array): Promise<Seen> {
  const picture = await decodePicture(bytes)
  const mask = whiteOf(picture)
  let division: Division | null = null
  return {
    picture,
    scene: mask === null ? await recogniseScene(picture) : null,
    mask,
    hasSign: mask === null && hasSign(picture),
    division: () => (division ??= divisionOf(picture)),
  }
}

/** Of 255: how far a pixel of a mask may be from black or white. */
const mostGrey = 40

function whiteOf({ width, height, rgb }: Picture): Bits | null {
  const bits = new Uint8Array(width * height)
  let odd = 0
  for (let i = 0; i < bits.length; i++) {
    const [least, most] = [
      Math.min(rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!),
      Math.max(rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!),
    ]
    bits[i] = least > 127 ? 1 : 0
    if (most > mostGrey && least < 255 - mostGrey) odd += 1
  }
  return odd > 0.02 * bits.length ? null : { width, height, bits }
}

/** Signs have a frame of magenta, a colour that no scene has. */
function hasSign({ rgb }: Picture): boolean {
  let count = 0
  for (let i = 0; i < rgb.length; i += 3)
    if (rgb[i]! > 200 && rgb[i + 1]! < 80 && rgb[i + 2]! > 200) count += 1
  return count > 0.002 * (rgb.length / 3)
}
