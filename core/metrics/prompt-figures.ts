import {
  calibrationOf,
  correlationOf,
  meanOf,
  medianOf,
  type Calibration,
  type Estimate,
} from './calibration.ts'

/** The masks answered to one prompt, highest predicted IoU first, each beside its true IoU. */
export type PromptTrial = readonly Estimate[]

/** What a segmenter made of one object. */
export type ObjectTrial = {
  /** null where the segmenter takes no box. */
  readonly box: { readonly masks: PromptTrial; readonly boundaryIou: number } | null
  readonly click: PromptTrial
  /** null where the segmenter takes no negative clicks. */
  readonly corrections: {
    /** IoU after each click from the first; over where nothing was left to click at, or enough was seen. */
    readonly ious: readonly number[]
    /** After `boundaryClicks` of them, or after the last. */
    readonly boundaryIou: number
  } | null
  /** The object's box, filled: what to be better than. */
  readonly filledBox: { readonly iou: number; readonly boundaryIou: number }
  /** Another method with the same box; null where it was not tried. */
  readonly grabcut: { readonly iou: number; readonly milliseconds: number } | null
}

export type PromptTimes = {
  /** Milliseconds, one an image and one a prompt. */
  readonly encodes: readonly number[]
  readonly decodes: readonly number[]
}

export type Figure = {
  readonly key: string
  readonly title: string
  readonly definition: string
  /** `ratio`: 0..1, or -1..1 for a correlation. */
  readonly unit: 'ratio' | 'clicks' | 'objects' | 'milliseconds'
  /** null where it could not be measured. */
  readonly value: number | null
  readonly grabcut: number | null
  readonly filledBox: number | null
}

/** The IoU that is good enough, and how many clicks are tried for it. */
export const goodIou = 0.85
export const mostClicks = 20
/** IoU is told after so many clicks. */
export const toldClicks = [1, 2, 3, 5, 10] as const
export const boundaryClicks = 5
/** Clicks that are made whether or not the mask is good enough already. */
export const leastClicks = Math.max(...toldClicks)

/** Means over the objects, in the order of the table. */
export function promptFigures(trials: readonly ObjectTrial[], times: PromptTimes): Figure[] {
  return [
    ...boxFigures(trials),
    ...clickFigures(trials),
    ...correctionFigures(trials),
    ...boundaryFigures(trials),
    ...estimateFigures(trials),
    ...timeFigures(trials, times),
  ]
}

/** How many clicks the IoU took to be good enough; null where it never was. */
export function clicksToGood(ious: readonly number[]): number | null {
  const first = ious.findIndex((iou) => iou >= goodIou)
  return first < 0 ? null : first + 1
}

type Naming = Pick<Figure, 'key' | 'title' | 'definition'>

function figure(
  naming: Naming,
  value: number | null,
  more: Partial<Pick<Figure, 'unit' | 'grabcut' | 'filledBox'>> = {},
): Figure {
  return { ...naming, unit: 'ratio', value, grabcut: null, filledBox: null, ...more }
}

function boxFigures(trials: readonly ObjectTrial[]): Figure[] {
  const boxes = trials.flatMap(({ box }) => (box === null ? [] : [box.masks]))
  return [
    figure(
      {
        key: 'boxIou',
        title: 'box IoU, top',
        definition:
          'mean IoU of the mask of highest predicted IoU for the object’s own tight box as the only prompt; beside it the same box given to GrabCut, and filled',
      },
      meanOf(boxes.map(topOf)),
      {
        grabcut: meanOf(trials.flatMap(({ grabcut }) => grabcut?.iou ?? [])),
        filledBox: meanOf(trials.map(({ filledBox }) => filledBox.iou)),
      },
    ),
    figure(
      {
        key: 'boxBestIou',
        title: 'box IoU, best of three',
        definition: 'mean of the highest true IoU among the masks for that box',
      },
      meanOf(boxes.map(bestOf)),
    ),
  ]
}

function clickFigures(trials: readonly ObjectTrial[]): Figure[] {
  const clicks = trials.map(({ click }) => click)
  return [
    figure(
      {
        key: 'clickIou',
        title: 'one-click IoU, top',
        definition:
          'mean IoU of the mask of highest predicted IoU for one click on the pixel deepest inside the object',
      },
      meanOf(clicks.map(topOf)),
    ),
    figure(
      {
        key: 'clickBestIou',
        title: 'one-click IoU, best of three',
        definition: 'mean of the highest true IoU among the masks for that click',
      },
      meanOf(clicks.map(bestOf)),
    ),
  ]
}

function correctionFigures(trials: readonly ObjectTrial[]): Figure[] {
  const corrected = trials.flatMap(({ corrections }) =>
    corrections === null ? [] : [corrections.ious],
  )
  const after = toldClicks.map((clicks) =>
    figure(
      {
        key: `clicks${clicks}Iou`,
        title: `IoU after ${clicks} ${clicks === 1 ? 'click' : 'clicks'}`,
        definition:
          clicks === 1
            ? 'the one-click IoU, top: where correcting begins'
            : `mean IoU after ${clicks} clicks: each next one at the deepest place of the deeper error, with all clicks so far and the logits of the last top mask`,
      },
      meanOf(corrected.map((ious) => iouAfter(ious, clicks))),
    ),
  )
  const needed = corrected.map(clicksToGood)
  const never = needed.filter((clicks) => clicks === null).length
  return [
    ...after,
    figure(
      {
        key: 'clicksTo85',
        title: `clicks to IoU ${goodIou}`,
        definition: `mean number of clicks until the IoU is ${goodIou} or more (NoC85); ${mostClicks} where it never is`,
      },
      meanOf(needed.map((clicks) => clicks ?? mostClicks)),
      { unit: 'clicks' },
    ),
    figure(
      {
        key: 'never85',
        title: `never at IoU ${goodIou}`,
        definition: `objects that ${mostClicks} clicks do not bring to an IoU of ${goodIou}`,
      },
      corrected.length > 0 ? never : null,
      { unit: 'objects' },
    ),
  ]
}

function boundaryFigures(trials: readonly ObjectTrial[]): Figure[] {
  return [
    figure(
      {
        key: 'boxBoundaryIou',
        title: 'boundary IoU, box',
        definition:
          'mean boundary IoU (inner bands as wide as 2 % of the image’s diagonal) of the top mask for the box',
      },
      meanOf(trials.flatMap(({ box }) => box?.boundaryIou ?? [])),
      { filledBox: meanOf(trials.map(({ filledBox }) => filledBox.boundaryIou)) },
    ),
    figure(
      {
        key: `clicks${boundaryClicks}BoundaryIou`,
        title: `boundary IoU, ${boundaryClicks} clicks`,
        definition: `the same of the mask after ${boundaryClicks} clicks`,
      },
      meanOf(trials.flatMap(({ corrections }) => corrections?.boundaryIou ?? [])),
    ),
  ]
}

function estimateFigures(trials: readonly ObjectTrial[]): Figure[] {
  const ofBox = trials.flatMap(({ box }) => box?.masks ?? [])
  const ofClick = trials.flatMap(({ click }) => click)
  const all = [...ofBox, ...ofClick]
  const told = calibrationOf(all)
  const correlation = (key: string, of: string, estimates: readonly Estimate[]) =>
    figure(
      {
        key,
        title: `correlation, ${of}`,
        definition: `Pearson’s correlation of predicted and true IoU over every mask for ${of}`,
      },
      correlationOf(estimates),
    )
  const calibration = (key: keyof Calibration, title: string, definition: string) =>
    figure({ key, title, definition }, told?.[key] ?? null)
  return [
    correlation('correlation', 'box and click', all),
    correlation('boxCorrelation', 'box', ofBox),
    correlation('clickCorrelation', 'one click', ofClick),
    calibration('meanPredicted', 'mean predicted IoU', 'over every mask for box and click'),
    calibration('meanIou', 'mean true IoU', 'over the same masks'),
    calibration(
      'error',
      'calibration error',
      'expected calibration error: over ten bins of predicted IoU, the distance of mean predicted from mean true IoU, weighted by the bin’s share of these masks',
    ),
  ]
}

function timeFigures(trials: readonly ObjectTrial[], times: PromptTimes): Figure[] {
  return [
    figure(
      {
        key: 'encodeMilliseconds',
        title: 'encode, ms',
        definition: 'median time from an image file to its embedding, through the model host',
      },
      medianOf(times.encodes),
      { unit: 'milliseconds' },
    ),
    figure(
      {
        key: 'decodeMilliseconds',
        title: 'decode, ms',
        definition:
          'median time from one prompt to its masks at full size, embedding ready, through the model host; GrabCut’s from the image to its mask',
      },
      medianOf(times.decodes),
      {
        unit: 'milliseconds',
        grabcut: medianOf(trials.flatMap(({ grabcut }) => grabcut?.milliseconds ?? [])),
      },
    ),
  ]
}

function topOf(masks: PromptTrial): number {
  return masks[0]?.iou ?? 0
}

function bestOf(masks: PromptTrial): number {
  return masks.reduce((best, { iou }) => Math.max(best, iou), 0)
}

/** Clicks that were not needed change nothing. */
function iouAfter(ious: readonly number[], clicks: number): number {
  return ious[Math.min(clicks, ious.length) - 1] ?? 0
}
