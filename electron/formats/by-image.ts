import type { DatasetSample } from '#core/dataset/dataset'
import type { ExportSource } from './format.ts'

/** All samples of one image together, when the last of them was met; goes through the source twice. */
export async function* samplesByImage(
  source: ExportSource,
): AsyncGenerator<readonly [DatasetSample, ...DatasetSample[]]> {
  const counts = new Map<number, number>()
  for await (const page of source.pages())
    for (const { imageId } of page) counts.set(imageId, (counts.get(imageId) ?? 0) + 1)
  const waiting = new Map<number, [DatasetSample, ...DatasetSample[]]>()
  for await (const page of source.pages())
    for (const sample of page) {
      source.signal.throwIfAborted()
      const samples = waiting.get(sample.imageId)
      if (samples === undefined) waiting.set(sample.imageId, [sample])
      else samples.push(sample)
      const own = samples ?? [sample]
      if (own.length < (counts.get(sample.imageId) ?? 0)) continue
      waiting.delete(sample.imageId)
      yield own as [DatasetSample, ...DatasetSample[]]
    }
}
