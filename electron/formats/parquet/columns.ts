import type { SchemaElement } from 'hyparquet-writer'
import type { ParquetColumn } from './file.ts'

/** Columns as pyarrow writes them: everything may be null, lists are of `list` and `element`. */

export function textColumn(name: string): ParquetColumn {
  return leaf(name, { type: 'BYTE_ARRAY', converted_type: 'UTF8' }, 'string')
}

export function wholeColumn(name: string): ParquetColumn {
  return leaf(name, { type: 'INT64' }, 'int64')
}

export function flagColumn(name: string): ParquetColumn {
  return leaf(name, { type: 'BOOLEAN' }, 'bool')
}

/** `{bytes, path}`, as Hugging Face's library keeps pictures. */
export function imageColumn(name: string): ParquetColumn {
  const bytes = { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' } as const
  const parts = [bytes, ...textColumn('path').elements]
  const group = { name, repetition_type: 'OPTIONAL', num_children: 2 } as const
  return { name, elements: [group, ...parts], feature: { _type: 'Image' } }
}

export function groupColumn(name: string, parts: readonly ParquetColumn[]): ParquetColumn {
  return {
    name,
    elements: [
      { name, repetition_type: 'OPTIONAL', num_children: parts.length },
      ...parts.flatMap(({ elements }) => elements),
    ],
    feature: Object.fromEntries(parts.map((part) => [part.name, part.feature])),
  }
}

/** A list of what `of` makes under a name. */
export function listColumn(name: string, of: (name: string) => ParquetColumn): ParquetColumn {
  const { elements, feature } = of('element')
  const outer: SchemaElement[] = [
    { name, repetition_type: 'OPTIONAL', converted_type: 'LIST', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  ]
  return { name, elements: [...outer, ...elements], feature: listFeature(feature) }
}

/** A list of records is a list in the library's own words, one of anything else a `Sequence`. */
function listFeature(feature: unknown): unknown {
  const isRecord = typeof feature === 'object' && feature !== null && !('_type' in feature)
  return isRecord ? [feature] : { feature, _type: 'Sequence' }
}

function leaf(
  name: string,
  element: Pick<SchemaElement, 'type' | 'converted_type'>,
  dtype: string,
): ParquetColumn {
  const elements = [{ name, ...element, repetition_type: 'OPTIONAL' } as const]
  return { name, elements, feature: { dtype, _type: 'Value' } }
}
