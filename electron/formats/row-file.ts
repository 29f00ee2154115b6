import type { ExportFolder } from './format.ts'

/** A file of rows that grows: one row a line, or one JSON list. */
export type RowFile = {
  readonly name: string
  readonly append: (row: unknown) => Promise<void>
  readonly close: () => Promise<void>
  /** Rows so far. */
  readonly count: () => number
}

export async function openRows(
  folder: ExportFolder,
  stem: string,
  layout: 'lines' | 'list',
): Promise<RowFile> {
  const name = `${stem}.${layout === 'lines' ? 'jsonl' : 'json'}`
  const file = await folder.open(name)
  let count = 0
  return {
    name,
    count: () => count,
    async append(row) {
      const before = layout === 'lines' ? '' : count === 0 ? '[\n' : ',\n'
      count += 1
      await file.append(`${before}${JSON.stringify(row)}${layout === 'lines' ? '\n' : ''}`)
    },
    async close() {
      if (layout === 'list') await file.append(count === 0 ? '[]\n' : '\n]\n')
      await file.close()
    },
  }
}
