import { areaOf, overlapOf, united, type Overlap } from '../sight/overlap.ts'
import { findOutlined } from '../sight/outlines.ts'
import type { Bits } from '../sight/picture.ts'
import type { Found } from './found.ts'
import type { Task } from './task.ts'

/** Under this IoU a mask shows something else. */
const leastFit = 0.1

/** The true overlap of each mask shown with what answers the query, in the order of their numbers. */
export function judgeReply(task: Task, found: Found): string {
  const overlaps = masksShown(found).map((mask) => (mask === null ? null : truthOver(mask, found)))
  const masks = overlaps.map((overlap, i) => ({
    mask: i + 1,
    iou: Number((overlap?.iou ?? 0).toFixed(2)),
    reason: reasonOf(overlap),
  }))
  const none = masks.every(({ iou }) => iou < leastFit)
  const json = JSON.stringify({ masks, none_fits: none })
  if (!task.isWordy) return json
  const thoughts = masks.map(({ mask, reason }) => `Mask ${mask}: ${reason}`)
  const wanted = found.query?.target ?? 'something that I do not see'
  return [`The true mask would cover ${wanted}.`, ...thoughts, '', json].join('\n')
}

/** The masks by their numbers; null for a number without one. */
function masksShown({ pictures }: Found): (Bits | null)[] {
  const [bare, ...others] = pictures
  const white = others.map(({ mask }) => mask)
  if (bare === undefined || others.length === 0 || white.every((mask) => mask !== null))
    return white
  const last = others.at(-1)!.picture
  const isSameSize = last.width === bare.picture.width && last.height === bare.picture.height
  const outlined = findOutlined(last, isSameSize ? bare.picture : null)
  const most = Math.max(0, ...outlined.map(({ number }) => number ?? 0))
  return Array.from(
    { length: most },
    (_, i) => outlined.find(({ number }) => number === i + 1)?.mask ?? null,
  )
}

function truthOver(mask: Bits, { query }: Found): Overlap {
  const truth = united(query?.objects ?? [], mask.width, mask.height)
  // Two empty masks are alike, but nothing was asked for that would be empty.
  return areaOf(truth) === 0 ? { iou: 0, covered: 0, surplus: 1 } : overlapOf(mask, truth)
}

function reasonOf(overlap: Overlap | null): string {
  if (overlap === null) return 'I cannot find this mask.'
  if (overlap.iou < leastFit) return 'It shows something else.'
  const percent = (share: number): string => `${Math.round(100 * share)} %`
  return `It covers ${percent(overlap.covered)} of it, and ${percent(overlap.surplus)} of the mask is too much.`
}
