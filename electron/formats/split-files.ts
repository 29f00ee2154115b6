import type { Split } from '#core/dataset/mask-scoring'
import type { ExportFolder } from './format.ts'
import {
  openParquet,
  type ParquetColumn,
  type ParquetFile,
  type ParquetRow,
} from './parquet/file.ts'

export type SplitFiles = {
  /** Rows of that split so far. */
  readonly count: (split: Split) => number
  readonly add: (split: Split, row: ParquetRow) => Promise<void>
}

export type SplitFile = { readonly split: Split; readonly name: string; readonly rows: number }

export type SplitLayout = {
  readonly columns: readonly ParquetColumn[]
  readonly nameOf: (split: Split) => string
}

/** A parquet file a split, each begun with its first row; which there are, in the order begun. */
export async function writeSplits(
  folder: ExportFolder,
  { columns, nameOf }: SplitLayout,
  write: (files: SplitFiles) => Promise<void>,
): Promise<SplitFile[]> {
  const files = new Map<Split, ParquetFile>()
  try {
    await write({
      count: (split) => files.get(split)?.count() ?? 0,
      async add(split, row) {
        const file = files.get(split) ?? (await openParquet(folder, nameOf(split), columns))
        files.set(split, file)
        await file.add(row)
      },
    })
  } catch (error) {
    for (const file of files.values()) await file.abandon()
    throw error
  }
  for (const file of files.values()) await file.close()
  return [...files].map(([split, file]) => ({ split, name: nameOf(split), rows: file.count() }))
}
