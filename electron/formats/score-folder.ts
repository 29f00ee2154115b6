import { thoughtTaught, type ScoreLesson } from '#core/dataset/mask-scoring-rows'
import type { Split } from '#core/dataset/mask-scoring'
import type { ExportOption } from '#rpc/schemas/transfer'
import type { ExportFile } from '#electron/files/export-folder'
import type { ExportFolder, ExportSource, FolderExport } from './format.ts'
import { openRows, type RowFile } from './row-file.ts'
import { groupedSamples, type GroupedSample } from './score-groups.ts'
import { groupPictures, type PictureKind } from './score-pictures.ts'

/** One trainer's form of the groups. */
export type ScoreTrainer = {
  readonly pictures: PictureKind
  /** One row a line, or all in one JSON list. */
  readonly layout: 'lines' | 'list'
  readonly row: (lesson: ScoreLesson) => unknown
  /** Small files that name the others, by their names. */
  readonly index?: (parts: readonly ScorePart[]) => Readonly<Record<string, unknown>>
}

export type ScorePart = { readonly split: Split; readonly file: string; readonly rows: number }

export const scoreOptions: readonly ExportOption[] = [
  'groupSize',
  'padGroups',
  'trueMask',
  'seed',
  'thinking',
]

/**
 * A folder with `train`, `val` and `test` as far as there are groups in them, and `groups.jsonl` with the groups
 * themselves in the same order.
 */
export function scoreExport(trainer: ScoreTrainer): FolderExport {
  const fill = (source: ExportSource, folder: ExportFolder) => fillScores(source, folder, trainer)
  return { kind: 'folder', options: scoreOptions, fill }
}

async function fillScores(
  source: ExportSource,
  folder: ExportFolder,
  trainer: ScoreTrainer,
): Promise<void> {
  const files = new Map<Split, RowFile>()
  const kept = await folder.open('groups.jsonl')
  try {
    await writeGroups({ source, folder, trainer, files, kept })
  } finally {
    await kept.close()
    for (const file of files.values()) await file.close()
  }
  const parts = [...files].map(([split, file]) => ({ split, file: file.name, rows: file.count() }))
  for (const [name, content] of Object.entries(trainer.index?.(parts) ?? {}))
    await folder.write(name, `${JSON.stringify(content, null, 2)}\n`)
}

type Filling = {
  readonly source: ExportSource
  readonly folder: ExportFolder
  readonly trainer: ScoreTrainer
  /** Those begun so far. */
  readonly files: Map<Split, RowFile>
  readonly kept: ExportFile
}

async function writeGroups({ source, folder, trainer, files, kept }: Filling): Promise<void> {
  const picturesOf = groupPictures(trainer.pictures, source, folder)
  const kind = trainer.pictures === 'sheet' ? 'sheet' : 'apart'
  for await (const { sample, groups } of groupedSamples(source)) {
    for (const group of groups) {
      const pictures = await picturesOf(sample, group)
      const thought = thoughtTaught(group, sample.annotationId, source.options.thinking)
      const file = files.get(group.split) ?? (await openRows(folder, group.split, trainer.layout))
      files.set(group.split, file)
      await file.append(trainer.row({ group, pictures, kind, thought }))
      await kept.append(`${JSON.stringify(group)}\n`)
    }
    tellUnthought(source, { sample, groups })
  }
}

function tellUnthought(source: ExportSource, { sample, groups }: GroupedSample): void {
  if (source.options.thinking !== 'with' || groups.every(({ cot }) => cot !== null)) return
  const what = 'thought: not every mask has a reason, so the answer stands alone'
  source.lose([{ sample: sample.sampleId, what, iou: null }])
}
