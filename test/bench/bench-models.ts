import { embeddedSegmenter } from '#models/registry'
import type { SegmenterCard } from '#models/ports'
import { installSyntheticSam } from '../synthetic-sam/install.ts'

/** A segmenter that is measured, and what the table calls it. */
export type BenchModel = { readonly name: string; readonly card: SegmenterCard }

/** The embedded segmenter, and one of MobileSAM's size that is made in `modelsDir` (`synthetic-sam/install.ts`). */
export async function benchModels(modelsDir: string): Promise<readonly BenchModel[]> {
  const embedded = embeddedSegmenter()
  const synthetic = await installSyntheticSam(modelsDir)
  return [
    { name: embedded.id, card: embedded },
    { name: 'synthetic MobileSAM', card: synthetic },
  ]
}
