import type { DatasetSample } from '#core/dataset/dataset'
import { scoreGroups, stricterSplit, type ScoreGroup, type Split } from '#core/dataset/mask-scoring'
import { textLosses } from '#core/dataset/texts'
import type { ExportSource } from './format.ts'

/** Where samples go that are in no split. */
const splitOfOthers: Split = 'train'

export type GroupedSample = {
  readonly sample: DatasetSample
  readonly groups: readonly ScoreGroup[]
}

/**
 * Every sample with its groups of candidates, in the order of the source; tells what is lost. All samples of an image go
 * into the strictest split that one of them is in: test, then val, then train.
 */
export async function* groupedSamples(source: ExportSource): AsyncGenerator<GroupedSample> {
  const splits = await splitsOfImages(source)
  for await (const page of source.pages())
    for (const sample of page) {
      source.signal.throwIfAborted()
      const candidates = await source.candidates(sample.sampleId)
      const split = splits.get(sample.imageId) ?? splitOfOthers
      const { groups, losses } = scoreGroups(sample, candidates, { ...source.options, split })
      const held = ['query', 'category', 'components', 'split'] as const
      source.lose([...losses, ...textLosses(sample, held, 'a group of masks')])
      yield { sample, groups }
      source.done(1)
    }
}

async function splitsOfImages(source: ExportSource): Promise<ReadonlyMap<number, Split>> {
  const splits = new Map<number, Split>()
  for await (const page of source.pages())
    for (const { imageId, split } of page) {
      const strictest = stricterSplit(splits.get(imageId) ?? null, split)
      if (strictest !== null) splits.set(imageId, strictest)
    }
  return splits
}
