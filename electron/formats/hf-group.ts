import type { Size } from '#core/geometry/size'
import { ensure } from './parquet/damage.ts'
import { isMaskLeaf, readMasks, type ReadMask } from './parquet/mask-column.ts'
import type { Leaf } from './parquet/pages.ts'
import type { ParquetReader } from './parquet/read.ts'
import { readFlat, readLists, textOf, type Value } from './parquet/values.ts'

/** A row of a data set as Hugging Face keeps them. */
export type HfRow = {
  /** From 1. */
  readonly number: number
  readonly picture: { readonly bytes: Uint8Array | null; readonly path: string | null }
  readonly mask: ReadMask
  readonly texts: ReadonlyMap<string, string | null>
  readonly lists: ReadonlyMap<string, readonly string[]>
  readonly flags: ReadonlyMap<string, boolean>
  readonly sampleId: number | null
  readonly imageId: number | null
  readonly size: Size | null
  /** Whether the columns are those that our export adds. */
  readonly isOurs: boolean
}

const textNames = [
  'text',
  'image_id',
  'ann_id',
  'ignore',
  'target',
  'category',
  'split',
  'answer',
  'rationale',
]
const listNames = ['variants', 'synonyms', 'attributes', 'components']
const flagNames = ['no_target', 'is_sentence']
const wholeNames = ['img_height', 'img_width', 'sample_id']

export type HfGroup = {
  readonly group: number
  /** Number of its first row, from 1. */
  readonly first: number
  readonly signal: AbortSignal
}

/** The rows of a row group. Throws ParquetDamage, also where there are no columns `mask` and `text`. */
export async function readHfGroup(
  reader: ParquetReader,
  { group, first, signal }: HfGroup,
): Promise<HfRow[]> {
  const count = reader.groups[group] ?? 0
  const columns = await readColumns(reader, group, signal)
  const masks = await readMaskColumn(reader, group, signal)
  ensure(masks.length === count, `has ${masks.length} masks for ${count} rows`)
  return masks.map((mask, i) => rowOf(columns, { i, number: first + i, mask }))
}

type Columns = {
  readonly flat: ReadonlyMap<string, readonly Value[]>
  readonly lists: ReadonlyMap<string, readonly (readonly Value[] | null)[]>
}

async function readColumns(
  reader: ParquetReader,
  group: number,
  signal: AbortSignal,
): Promise<Columns> {
  const count = reader.groups[group] ?? 0
  const flat = new Map<string, Value[]>()
  const lists = new Map<string, (Value[] | null)[]>()
  for (const leaf of reader.leaves) {
    signal.throwIfAborted()
    const name = nameOf(leaf)
    const isList = leaf.maxRepetition === 1 && listNames.includes(name)
    const isFlat = leaf.maxRepetition === 0 && isWanted(name)
    if (isList) lists.set(name, await readLists(reader.pages(group, leaf), leaf))
    if (isFlat) flat.set(name, await readFlat(reader.pages(group, leaf), leaf))
  }
  for (const [name, values] of [...flat, ...lists])
    ensure(values.length === count, `has ${values.length} values of ${name} for ${count} rows`)
  ensure(flat.has('text'), 'has no column text')
  return { flat, lists }
}

function isWanted(name: string): boolean {
  return [...textNames, ...flagNames, ...wholeNames, 'image.bytes', 'image.path'].includes(name)
}

/** Of lists the column alone: what they call their parts differs. */
function nameOf({ path, maxRepetition }: Leaf): string {
  return maxRepetition === 0 ? path.join('.') : (path[0] ?? '')
}

async function readMaskColumn(
  reader: ParquetReader,
  group: number,
  signal: AbortSignal,
): Promise<ReadMask[]> {
  const leaf = reader.leaves.find((one) => one.path[0] === 'mask' && isMaskLeaf(one))
  ensure(leaf !== undefined, 'has no column mask of lists of rows of booleans')
  const masks: ReadMask[] = []
  for await (const mask of readMasks(reader.pages(group, leaf), leaf)) {
    signal.throwIfAborted()
    masks.push(mask)
  }
  return masks
}

type Here = { readonly i: number; readonly number: number; readonly mask: ReadMask }

function rowOf({ flat, lists }: Columns, { i, number, mask }: Here): HfRow {
  const valueOf = (name: string) => flat.get(name)?.[i] ?? null
  const wholeAt = (name: string) => wholeOf(valueOf(name))
  const bytes = valueOf('image.bytes')
  const [width, height] = [wholeAt('img_width'), wholeAt('img_height')]
  return {
    number,
    picture: {
      bytes: bytes instanceof Uint8Array ? bytes : null,
      path: textOf(valueOf('image.path')),
    },
    mask,
    texts: new Map(
      textNames.flatMap((name) => (flat.has(name) ? [[name, textOf(valueOf(name))]] : [])),
    ),
    lists: new Map(listNames.map((name) => [name, textsOf(lists.get(name)?.[i] ?? [])])),
    flags: new Map(
      flagNames.flatMap((name) => (valueOf(name) === null ? [] : [[name, valueOf(name) === 1]])),
    ),
    sampleId: wholeAt('sample_id'),
    imageId: wholeOf(Number(textOf(valueOf('image_id')) ?? '')),
    size: width === null || height === null ? null : { width, height },
    isOurs: flat.has('sample_id'),
  }
}

function textsOf(values: readonly Value[]): string[] {
  return values.map((value) => textOf(value) ?? '\u{FFFD}')
}

function wholeOf(value: Value): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null
}
