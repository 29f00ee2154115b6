import { wholeImage, type ImageBox } from '#core/geometry/box'
import type { Rle } from '#core/mask/mask'
import { emptyRle, fullRle } from '#core/mask/rle'
import { isEmptyRle, placeRle, rleBox } from '#core/mask/rle-ops'
import { boundaryIou } from '#core/metrics/boundary'
import { nextClick, type Click } from '#core/metrics/next-click'
import { iouOf } from '#core/metrics/overlap'
import {
  boundaryClicks,
  goodIou,
  leastClicks,
  mostClicks,
  type ObjectTrial,
  type PromptTrial,
} from '#core/metrics/prompt-figures'
import type { ImageSource, Segmenter } from '#models/ports'
import { segmentSource } from './segment.ts'

export type TrialShell = {
  readonly segmenter: Segmenter
  readonly image: ImageSource
  /** As `DecodeOptions`; undefined: as the editor asks. */
  readonly looks: 1 | 2 | undefined
  readonly signal: AbortSignal
  readonly onDecode: (milliseconds: number) => void
}

type Prompt = Parameters<typeof segmentSource>[2]
type Answered = { readonly masks: PromptTrial; readonly top: Rle }

/** Prompts a segmenter for one object by its box, by one click, and by corrective clicks as the editor sends them. */
export async function tryObject(
  shell: TrialShell,
  truth: Rle,
): Promise<Omit<ObjectTrial, 'grabcut'>> {
  const { box: takesBox, negativePoints } = shell.segmenter.card.capabilities
  const box = rleBox(truth) ?? wholeImage(shell.image.size)
  const byBox = takesBox ? await ask(shell, { points: [], box, mask: null }, truth) : null
  const empty = emptyRle(shell.image.size)
  const first = nextClick(empty, truth, [])
  if (first === null) throw new Error('an object without a pixel')
  const byClick = await ask(shell, { points: [first], box: null, mask: null }, truth)
  const start = { clicks: [first], answered: byClick }
  return {
    box: byBox && { masks: byBox.masks, boundaryIou: boundaryIou(byBox.top, truth) },
    click: byClick.masks,
    corrections: negativePoints ? await correct(shell, truth, start) : null,
    filledBox: filledBoxOf(box, truth),
  }
}

/**
 * Clicks until the mask is good and enough was seen, nothing is left to click at, or the patience is over. Each mask
 * takes the place of the one before, as in the editor.
 */
async function correct(
  shell: TrialShell,
  truth: Rle,
  start: { readonly clicks: readonly Click[]; readonly answered: Answered },
): Promise<NonNullable<ObjectTrial['corrections']>> {
  const clicks = [...start.clicks]
  let current = start.answered.top
  const ious = [iouOf(current, truth, null).iou]
  let boundary = boundaryIou(current, truth)
  while (ious.length < mostClicks) {
    if (ious.length >= leastClicks && ious.some((iou) => iou >= goodIou)) break
    const next = nextClick(current, truth, clicks)
    if (next === null) break
    clicks.push(next)
    const mask = isEmptyRle(current) ? null : current
    const answered = await ask(shell, { points: clicks, box: null, mask }, truth)
    current = answered.top
    ious.push(iouOf(current, truth, null).iou)
    if (ious.length <= boundaryClicks) boundary = boundaryIou(current, truth)
  }
  return { ious, boundaryIou: boundary }
}

async function ask(shell: TrialShell, prompt: Prompt, truth: Rle): Promise<Answered> {
  shell.signal.throwIfAborted()
  const answer = await segmentSource(shell.segmenter, shell.image, prompt, shell.looks)
  shell.onDecode(answer.milliseconds)
  const masks = answer.masks.map(({ rle, score }) => {
    return { predicted: score, iou: iouOf(rle, truth, null).iou }
  })
  const [top] = answer.masks
  if (top === undefined) throw new Error('the segmenter answered a prompt with no mask')
  return { masks, top: top.rle }
}

function filledBoxOf(box: ImageBox, truth: Rle): ObjectTrial['filledBox'] {
  const size = { width: truth.size[1], height: truth.size[0] }
  const full = fullRle({ width: box.x1 - box.x0, height: box.y1 - box.y0 })
  const filled = placeRle(full, box, size)
  return { iou: iouOf(filled, truth, null).iou, boundaryIou: boundaryIou(filled, truth) }
}
