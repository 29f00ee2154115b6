import { isEmptyRle, maskIou, subtractRles } from '../mask/rle-ops.ts'
import type { Rle } from '../mask/mask.ts'
import type { DatasetSample, Loss } from './dataset.ts'

/** What an export's masks, read back, have lost of the sample's; `why` says what the format does to them. */
export function maskLosses(
  { sampleId, mask, ignore }: Pick<DatasetSample, 'sampleId' | 'mask' | 'ignore'>,
  read: { readonly mask: Rle; readonly ignore: Rle },
  why: string,
): Loss[] {
  const losses: Loss[] = []
  if (read.mask.counts !== mask.counts)
    losses.push({ sample: sampleId, what: `mask: ${why}`, iou: maskIou(read.mask, mask) })
  if (read.ignore.counts !== ignore.counts)
    losses.push({
      sample: sampleId,
      what: `ignore mask: ${why}`,
      iou: maskIou(read.ignore, ignore),
    })
  return losses
}

/** The ignore mask where it counts: outside of the target. */
export function ignoreBeside({ mask, ignore }: { readonly mask: Rle; readonly ignore: Rle }): Rle {
  return isEmptyRle(ignore) ? ignore : subtractRles(ignore, mask)
}

/** A loss that is no mask's. */
export function plainLoss(sample: { readonly sampleId: number }, what: string): Loss {
  return { sample: sample.sampleId, what, iou: null }
}
