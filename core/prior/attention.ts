import { fail, ok, type Result } from '../result.ts'
import { importedPrior } from './imported.ts'

/** What an attention endpoint answers to one question: `resources/attention-server/README.md`, version 1. */
export type AttentionAnswer = {
  /** As the server names it. */
  readonly model: string
  /** The grid of image tokens, laid over the whole image. */
  readonly rows: number
  readonly columns: number
  /** Attention to each image token, rows × columns, row-major, 0 or more, any scale. */
  readonly weights: readonly number[]
  /** Layers that were averaged, from 0. */
  readonly layers: readonly number[]
  /** Heads of each layer that were averaged. */
  readonly heads: number
  /** The token whose attention it is, in the server's words. */
  readonly token: string
}

/** Length of an answer at most, bytes: 256 × 256 weights of 25 characters and room for the rest. */
export const longestAnswer = 1_700_000

/** Image tokens a side at most. */
const mostTokens = 256
/** Layers or heads of a model at most, characters of a name. */
const mostLayers = 1000
const longestName = 200

/** The answer, read strictly: every field is there and means what it says. Fails with `mllm_broken`. */
export function readAttention(text: string): Result<AttentionAnswer> {
  if (text.length > longestAnswer) return broken(`is longer than ${longestAnswer / 1e6} MB`)
  const answer = parse(text)
  if (answer === null) return broken('is no JSON object')
  if (answer.version !== 1)
    return broken(`is of version ${shown(answer.version)}; this program reads version 1`)
  const { model, layers, heads, token } = answer
  if (!isName(model)) return broken(`names no model (${shown(model)})`)
  if (!isName(token)) return broken(`names no token (${shown(token)})`)
  if (!isCount(heads, mostLayers)) return broken(`averaged ${shown(heads)} heads`)
  if (!isLayers(layers)) return broken(`names no layers (${shown(layers)})`)
  const grid = fieldsOf(answer.grid)
  const rows = grid?.rows
  const columns = grid?.columns
  if (!isCount(rows, mostTokens) || !isCount(columns, mostTokens))
    return broken(`has a grid of ${shown(rows)} × ${shown(columns)} tokens`)
  const weights = readWeights(answer.weights, rows, columns)
  return weights.ok
    ? ok({ model, rows, columns, weights: weights.value, layers, heads, token })
    : weights
}

/**
 * The answer as a prior, 32×32 row-major, greatest weight 1 (rules: imported.ts). Attention is peaked at a few tokens
 * (Rea2Seg §4.1), so that next to nothing is left of the rest; an `exponent` below 1 lifts the rest without changing
 * which place comes before which. 1 keeps the weights as they are, 0.5 takes their square root.
 */
export function attentionPrior(answer: AttentionAnswer, exponent = 1): number[] {
  const { rows, columns, weights } = answer
  const values = Float64Array.from(weights)
  const cells = importedPrior({ rows, columns, values })
  return exponent === 1 ? cells : cells.map((cell) => cell ** exponent)
}

function readWeights(weights: unknown, rows: number, columns: number): Result<readonly number[]> {
  if (!Array.isArray(weights)) return broken(`has no list of weights (${shown(weights)})`)
  if (weights.length !== rows * columns)
    return broken(`has ${weights.length} weights for a grid of ${rows} × ${columns} tokens`)
  const values: number[] = []
  for (const [i, weight] of weights.entries()) {
    if (typeof weight !== 'number' || !Number.isFinite(weight) || weight < 0)
      return broken(`has ${shown(weight)} for weight ${i}, counted from 0`)
    values.push(weight)
  }
  return ok(values)
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= longestName
}

function isCount(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most
}

function isLayers(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= mostLayers &&
    value.every((layer) => Number.isInteger(layer) && layer >= 0 && layer < mostLayers) &&
    new Set(value).size === value.length
  )
}

function parse(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return fieldsOf(JSON.parse(text))
  } catch {
    // NaN and Infinity are no JSON, and servers that write them exist.
    return null
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
}

/** A value of the answer for a message, short. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string') return 'nothing'
  return value.length > 40 ? `“${value.slice(0, 40)}…”` : `“${value}”`
}

function broken(what: string) {
  return fail(
    'mllm_broken',
    `the answer ${what}`,
    'The contract of attention servers is in resources/attention-server/README.md; look at the server’s own log.',
  )
}
