import { readFileSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'
import type { z } from 'zod'
import { mergeDeep } from '#electron/usecases/merge-deep'
import { failure } from '#models/failure'
import type { Params } from '#rpc/contract'
import { pipelineSettingsSchema, type PipelineSettings } from '#rpc/schemas/pipeline'
import { type reasoningSchema } from '#rpc/schemas/reasoning'
import { sampleFilterSchema } from '#rpc/schemas/project'

type BoxParams = { x0: number; y0: number; x1: number; y1: number }
type PointParams = Params<'segment.file'>['prompt']['points']

/** `x0,y0,x1,y1` in image coordinates. */
export function parseBox(text: string): BoxParams {
  const [x0, y0, x1, y1] = parseNumbers(text, 4, 4)
  if (
    x0 === undefined ||
    y0 === undefined ||
    x1 === undefined ||
    y1 === undefined ||
    x1 <= x0 ||
    y1 <= y0
  )
    throw new InvalidArgumentError('A box is x0,y0,x1,y1 with x0 < x1 and y0 < y1.')
  return { x0, y0, x1, y1 }
}

/** Collects boxes of a repeated option. */
export function collectBoxes(text: string, before: readonly BoxParams[]): readonly BoxParams[] {
  return [...before, parseBox(text)]
}

export type PointPrompt = NonNullable<PointParams>[number]

/** `x,y` on the target, `x,y,0` off it; collects a repeated option. */
export function collectPoints(
  text: string,
  before: readonly PointPrompt[],
): readonly PointPrompt[] {
  const [x, y, label = 1] = parseNumbers(text, 2, 3)
  if (x === undefined || y === undefined || (label !== 0 && label !== 1))
    throw new InvalidArgumentError('A point is x,y or x,y,0.')
  return [...before, { point: { x, y }, label }]
}

/** `2-3,5` → 2, 3, 5; ids start at 1. */
export function parseIds(text: string): readonly number[] {
  const ids = text.split(',').flatMap((part) => {
    const match = /^\s*(\d{1,3})(?:\s*-\s*(\d{1,3}))?\s*$/.exec(part)
    const from = Number(match?.[1])
    const to = Number(match?.[2] ?? match?.[1])
    if (match === null || from < 1 || to < from)
      throw new InvalidArgumentError('Write ids from 1 on, like 2-3 or 2,3,5.')
    return Array.from({ length: to - from + 1 }, (_, i) => from + i)
  })
  return [...new Set(ids)].sort((a, b) => a - b)
}

export function parseId(text: string): number {
  return fromOne(text, 'An id is a whole number from 1 on.')
}

export function parseCount(text: string): number {
  return fromOne(text, 'How many: a whole number from 1 on.')
}

/** From 0 on, as a seed is. */
export function parseWhole(text: string): number {
  const value = Number(text)
  if (!/^\d{1,10}$/.test(text) || value > 2 ** 31 - 1)
    throw new InvalidArgumentError('A whole number from 0 to 2147483647.')
  return value
}

function fromOne(text: string, complaint: string): number {
  if (!/^[1-9]\d{0,15}$/.test(text)) throw new InvalidArgumentError(complaint)
  return Number(text)
}

export function collectIds(text: string, before: readonly number[]): readonly number[] {
  return [...before, ...text.split(',').map(parseId)]
}

export function collectTexts(text: string, before: readonly string[]): readonly string[] {
  return [...before, text]
}

export function parseScore(text: string): number {
  const score = Number(text)
  if (text.trim() === '' || !(score >= 0 && score <= 1))
    throw new InvalidArgumentError('A score lies between 0 and 1.')
  return score
}

export type SampleFilterParams = z.input<typeof sampleFilterSchema>

/** `status=accepted`, `category=plants`, `split=val`, `search=text`; collects a repeated option. */
export function collectFilter(text: string, before: SampleFilterParams): SampleFilterParams {
  const split = text.indexOf('=')
  const name = text.slice(0, Math.max(split, 0))
  if (!['status', 'category', 'split', 'search'].includes(name))
    throw new InvalidArgumentError('A filter is status=…, category=…, split=… or search=….')
  const next = { ...before, [name]: text.slice(split + 1) }
  const parsed = sampleFilterSchema.safeParse(next)
  if (!parsed.success) throw new InvalidArgumentError(parsed.error.issues[0]?.message ?? '')
  return next
}

export type RegionOptions = {
  readonly rows?: readonly number[]
  readonly columns?: readonly number[]
  readonly box: readonly BoxParams[]
  readonly target?: string
}

type ReasoningParams = z.input<typeof reasoningSchema>

/** What `--rows`, `--columns`, `--box` and `--target` say, or null where no region is marked. */
export function reasoningFrom(
  options: RegionOptions,
  grid: PipelineSettings['grid'],
): ReasoningParams | null {
  const boxes = options.box.map((box) => ({ kind: 'box' as const, box }))
  const regions = [...stripsFrom(options, grid), ...boxes]
  if (regions.length === 0) return null
  const target = options.target ?? ''
  return { kind: 'regions', target, attributes: [], regions, rationale: '' }
}

/** Rows alone mean all their columns, and the other way round; a shifted grid has one strip more. */
function stripsFrom({ rows, columns }: RegionOptions, grid: PipelineSettings['grid']) {
  if (rows === undefined && columns === undefined) return []
  const all = Array.from({ length: grid.n + (grid.shift ? 1 : 0) }, (_, i) => i + 1)
  return [{ kind: 'strips' as const, rows: [...(rows ?? all)], columns: [...(columns ?? all)] }]
}

/** The project's settings with a file's fields over them. */
export function settingsWithFile(
  settings: PipelineSettings,
  file: string | undefined,
): PipelineSettings {
  if (file === undefined) return settings
  const parsed = pipelineSettingsSchema.safeParse(mergeDeep(settings, readJson(file)))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw failure(
    'bad_input',
    `${file}: ${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? 'not settings'}`,
    '“schema” prints what settings there are.',
  )
}

/** Throws AppFailure `file_missing`, `bad_json`. */
export function readJson(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw failure('file_missing', `${file} can't be read: ${reason(error)}`, 'Check the path.')
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw failure('bad_json', `${file} is not JSON: ${reason(error)}`, 'Mend it and try again.')
  }
}

function parseNumbers(text: string, least: number, most: number): readonly number[] {
  const parts = text.split(',')
  const numbers = parts.map((part) => (part.trim() === '' ? NaN : Number(part)))
  if (parts.length < least || parts.length > most || !numbers.every(Number.isFinite))
    throw new InvalidArgumentError(
      `${least === most ? least : `${least} or ${most}`} numbers with commas.`,
    )
  return numbers
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
