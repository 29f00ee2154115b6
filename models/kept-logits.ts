import type { ImageBox } from '#core/geometry/box'
import { resampleLogits } from '#core/mask/logit-resample'
import type { LogitPlace, Logits } from '#core/mask/logits'
import { isSameSize, type Size } from '#core/geometry/size'
import { BoundedMap } from './bounded-map.ts'
import { AppFailure } from './failure.ts'
import type { KeptToken } from './sieve.ts'

/** Some two hundred and fifty decodes of three 256×256 masks. */
const keptBytes = 96 * 2 ** 20
/** Held as 16-bit whole numbers of 1/256, which is far under what any decision sees; cut to ±127. */
const steps = 256
const offset = 2 ** 15

type Kept = {
  readonly imageSize: Size
  readonly tokens: ReadonlyMap<number, { readonly place: LogitPlace; readonly packed: Int16Array }>
}

/** The low-res logits of recent decodes, for refinement and for the numbers candidates are chosen by. */
export class KeptLogits {
  readonly #kept = new BoundedMap<Kept>(keptBytes, ({ tokens }) => {
    let bytes = 0
    for (const { packed } of tokens.values()) bytes += packed.byteLength
    return bytes
  })

  add(id: string, kept: readonly KeptToken[], imageSize: Size): void {
    const tokens = kept.map(({ token, logits: { values, ...place } }) => {
      return [token, { place, packed: pack(values) }] as const
    })
    this.#kept.set(id, { imageSize, tokens: new Map(tokens) })
  }

  /** Logits and the size of their image. Throws AppFailure `not_found` when they are no longer kept. */
  take(id: string, token: number): { readonly logits: Logits; readonly imageSize: Size } {
    const kept = this.#kept.get(id)
    const found = kept?.tokens.get(token)
    if (kept === undefined || found === undefined) throw lost(id, token)
    const logits = { ...found.place, values: unpack(found.packed) }
    return { logits, imageSize: kept.imageSize }
  }

  /** The part of the image that a token's logits show; null when they are no longer kept. */
  viewOf(id: string, token: number): ImageBox | null {
    return this.#kept.get(id)?.tokens.get(token)?.place.view ?? null
  }

  /** Logits as a mask prompt for another place: as they are where it is the same, else resampled. */
  fitTo(id: string, token: number, place: LogitPlace): Float32Array {
    const { logits } = this.take(id, token)
    const isSamePlace =
      isSameSize(logits.size, place.size) &&
      isSameBox(logits.view, place.view) &&
      isSameBox(logits.window, place.window)
    if (isSamePlace) return logits.values
    return resampleLogits(logits, place)
  }
}

type Corners = {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

function isSameBox(a: Corners, b: Corners): boolean {
  return a.x0 === b.x0 && a.y0 === b.y0 && a.x1 === b.x1 && a.y1 === b.y1
}

// Loops, since `from` with a callback takes longer than the decoder itself.
function pack(logits: Float32Array): Int16Array {
  const values = new Int16Array(logits.length)
  for (let i = 0; i < logits.length; i++)
    // Rounded by way of the nearest whole number above zero: Math.round is ten times slower here.
    values[i] =
      ((Math.min(Math.max(logits[i] as number, -127), 127) * steps + offset + 0.5) | 0) - offset
  return values
}

function unpack(values: Int16Array): Float32Array {
  const logits = new Float32Array(values.length)
  for (let i = 0; i < values.length; i++) logits[i] = (values[i] as number) / steps
  return logits
}

function lost(id: string, token: number): AppFailure {
  return new AppFailure({
    code: 'not_found',
    message: `The logits of decode ${id}, token ${String(token)}, are no longer kept.`,
    hint: 'Run the stage again.',
  })
}
