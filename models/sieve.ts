import { stabilityOf, type LogitPlace, type Logits } from '#core/mask/logits'
import type { ModelDecode } from './dialects/dialect.ts'
import type { MaskSieve } from './ports.ts'

export type JudgedMask = {
  readonly token: number
  readonly logits: Logits
  readonly predictedIou: number
  readonly stability: number | null
}

export type KeptToken = { readonly token: number; readonly logits: Logits }

/** A decode with its masks judged but not yet made: run lengths and kept logits cost more than the judgement. */
export type Judged = {
  readonly kept: readonly KeptToken[]
  readonly masks: readonly JudgedMask[]
  readonly single: JudgedMask | null
  readonly initialToken: number
}

export function judge(found: ModelDecode, place: LogitPlace): Judged {
  const judged = (wanted: (token: number) => boolean): JudgedMask[] =>
    found.tokens
      .filter(({ token }) => wanted(token))
      .map(({ token, logits: values, predictedIou }) => {
        const logits = { ...place, values }
        return { token, logits, predictedIou, stability: stabilityOf(logits) }
      })
  const masks = judged((token) => found.multimask.includes(token))
  const [single = null] = judged((token) => token === found.single)
  const kept = found.tokens.map(({ token, logits: values }) => ({
    token,
    logits: { ...place, values },
  }))
  return { kept, masks, single, initialToken: found.initialToken }
}

/** Of highest predicted IoU, of equals the first; null of none. */
export function bestMask(masks: readonly JudgedMask[]): JudgedMask | null {
  const [first] = masks
  if (first === undefined) return null
  return masks.reduce((a, b) => (b.predictedIou > a.predictedIou ? b : a), first)
}

/** Drops masks that fail, batch after batch, as soon as `least` have passed; null drops nothing. */
export class Sieve {
  readonly #sieve: MaskSieve | null
  #passed = 0

  constructor(sieve: MaskSieve | null) {
    this.#sieve = sieve
  }

  sift(batch: readonly Judged[]): readonly Judged[] {
    const sieve = this.#sieve
    if (sieve === null) return batch
    const sifted = batch.map((one) => ({ ...one, masks: one.masks.filter(passes(sieve)) }))
    this.#passed += sifted.reduce((sum, { masks }) => sum + masks.length, 0)
    if (this.#passed < sieve.least) return batch
    return sifted.map((one) => ({
      ...one,
      kept: one.kept.filter(({ token }) => one.masks.some((mask) => mask.token === token)),
    }))
  }
}

function passes(sieve: MaskSieve): (mask: JudgedMask) => boolean {
  return ({ predictedIou, stability }) =>
    predictedIou >= sieve.predictedIou && (stability ?? 0) >= sieve.stability
}
