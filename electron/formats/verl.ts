import { scoreQuestion } from '#core/dataset/mask-scoring-text'
import type { ScoreGroup, Split } from '#core/dataset/mask-scoring'
import type { DatasetSample } from '#core/dataset/dataset'
import { paintWhiteMask } from '#electron/files/score-painter'
import { uprightBytes } from '#electron/files/upright-picture'
import type { ExportFolder, ExportSource, Format } from './format.ts'
import { groupColumn, imageColumn, listColumn, textColumn, wholeColumn } from './parquet/columns.ts'
import { groupedSamples } from './score-groups.ts'
import { writeSplits } from './split-files.ts'

/** Rows for reinforcement learning. Source: volcengine/verl examples/data_preprocess/geo3k.py. */
export const verl: Format = {
  id: 'verl',
  title: 'verl: mask scoring',
  note: 'Rows for reinforcement learning: groups of masks as pictures, their IoU as the truth of a reward. data_source is maskscore.',
  export: {
    kind: 'folder',
    options: ['groupSize', 'padGroups', 'trueMask', 'seed'],
    fill,
  },
}

const columns = [
  textColumn('data_source'),
  listColumn('prompt', (name) => groupColumn(name, [textColumn('content'), textColumn('role')])),
  listColumn('images', imageColumn),
  textColumn('ability'),
  groupColumn('reward_model', [textColumn('ground_truth'), textColumn('style')]),
  groupColumn('extra_info', [textColumn('id'), wholeColumn('index'), textColumn('split')]),
]

const nameOf = (split: Split) => `${split}.parquet`

async function fill(source: ExportSource, folder: ExportFolder): Promise<void> {
  await writeSplits(folder, { columns, nameOf }, async (files) => {
    for await (const { sample, groups } of groupedSamples(source))
      for (const group of groups) {
        const images = await picturesOf(await source.imagePath(sample), sample, group)
        await files.add(group.split, rowOf(group, images, files.count(group.split)))
      }
  })
}

async function picturesOf(path: string, sample: DatasetSample, { candidates }: ScoreGroup) {
  const masks = candidates.map(async ({ cid, rle }) => ({
    bytes: await paintWhiteMask(rle),
    path: `${cid}.png`,
  }))
  return [
    { bytes: await uprightBytes(path), path: sample.imageName },
    ...(await Promise.all(masks)),
  ]
}

function rowOf(group: ScoreGroup, images: readonly unknown[], index: number) {
  const { query, candidates } = group
  const content = scoreQuestion({ query, count: candidates.length, isThought: true }, 'apart')
  const scores = JSON.stringify(candidates.map(({ iou }) => iou))
  return {
    data_source: 'maskscore',
    prompt: [{ content, role: 'user' }],
    images,
    ability: 'mask scoring',
    reward_model: { ground_truth: scores, style: 'rule' },
    extra_info: { id: group.id, index: BigInt(index), split: group.split },
  }
}
