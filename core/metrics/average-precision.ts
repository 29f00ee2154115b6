import type { Rle } from '../mask/mask.ts'
import { rleArea, rleIouMatrix } from '../mask/rle-ops.ts'

export type ApTruth = {
  /** Ids, compared for equality alone. */
  readonly image: number
  readonly category: number
  readonly rle: Rle
  /** In pixels; it decides about small, medium and large. */
  readonly area: number
  readonly isCrowd: boolean
}

export type ApDetection = {
  readonly image: number
  readonly category: number
  readonly rle: Rle
  readonly score: number
}

export const areaRanges = ['all', 'small', 'medium', 'large'] as const
export type AreaRange = (typeof areaRanges)[number]
const areaBounds: Readonly<Record<AreaRange, readonly [number, number]>> = {
  all: [0, 1e10],
  small: [0, 32 ** 2],
  medium: [32 ** 2, 96 ** 2],
  large: [96 ** 2, 1e10],
}
const mostDetections = [1, 10, 100] as const

/** All 0..1; null where there is no truth to find. */
export type AveragePrecision = {
  /** Mean over IoU from 0.5 to 0.95 in steps of 0.05, with at most 100 detections an image. */
  readonly ap: Readonly<Record<AreaRange, number | null>>
  readonly ap50: number | null
  readonly ap75: number | null
  /** For each of the ten IoUs. */
  readonly apByIou: readonly (number | null)[]
  /** Average recall with at most 1, 10 and 100 detections an image and category. */
  readonly ar: Readonly<Record<(typeof mostDetections)[number], number | null>>
  readonly arByArea: Readonly<Record<AreaRange, number | null>>
}

/**
 * Mask AP as COCOeval has it: detections by score, each to the free truth of highest IoU; crowds take many and are not
 * counted; precision made non-increasing and read at 101 recalls; mean over categories that have a truth. Of equal
 * scores the order given decides. With one mask and no real score a query it depends on that order alone: report
 * precision at fixed IoUs instead.
 * Source: cocodataset/cocoapi PythonAPI/pycocotools/cocoeval.py.
 */
export function averagePrecision(
  truths: readonly ApTruth[],
  detections: readonly ApDetection[],
): AveragePrecision {
  const scenes = scenesOf(truths, detections)
  const table = (range: AreaRange, most: number) => accumulate(scenes, range, most)
  const all = table('all', 100)
  const byArea = areaRanges.map(
    (range) => [range, range === 'all' ? all : table(range, 100)] as const,
  )
  const apByIou = ious.map((_, t) => meanKnown(all.map(({ precisions }) => precisions[t])))
  const perArea = (of: (found: readonly CategoryTable[]) => number | null) =>
    Object.fromEntries(byArea.map(([range, found]) => [range, of(found)])) as Record<
      AreaRange,
      number | null
    >
  return {
    ap: perArea((found) => meanKnown(found.flatMap(({ precisions }) => precisions))),
    ap50: apByIou[0] ?? null,
    ap75: apByIou[5] ?? null,
    apByIou,
    ar: {
      1: recallOf(table('all', 1)),
      10: recallOf(table('all', 10)),
      100: recallOf(all),
    },
    arByArea: perArea(recallOf),
  }
}

/** As `numpy.linspace(0.5, 0.95, 10)` rounds them. */
const step = (0.95 - 0.5) / 9
const ious = Array.from({ length: 10 }, (_, i) => (i === 9 ? 0.95 : 0.5 + i * step))
const recalls = Array.from({ length: 101 }, (_, i) => (i === 100 ? 1 : i * 0.01))

/** One category in one image. */
type Scene = {
  readonly category: number
  readonly truths: readonly ApTruth[]
  /** Highest score first. */
  readonly detections: readonly (ApDetection & { readonly area: number })[]
  /** Detections by truths, row-major. */
  readonly overlaps: Float64Array
}

function scenesOf(truths: readonly ApTruth[], detections: readonly ApDetection[]): Scene[] {
  type Open = { category: number; image: number; truths: ApTruth[]; detections: ApDetection[] }
  const open = new Map<string, Open>()
  const sceneOf = ({ image, category }: ApTruth | ApDetection): Open => {
    const key = `${category} ${image}`
    const found = open.get(key) ?? { category, image, truths: [], detections: [] }
    open.set(key, found)
    return found
  }
  for (const truth of truths) sceneOf(truth).truths.push(truth)
  for (const detection of detections) sceneOf(detection).detections.push(detection)
  return [...open.values()]
    .toSorted((a, b) => a.image - b.image)
    .map((scene) => {
      const best = scene.detections
        .toSorted((a, b) => b.score - a.score)
        .slice(0, Math.max(...mostDetections))
      const overlaps = rleIouMatrix(
        best.map(({ rle }) => rle),
        scene.truths.map(({ rle }) => rle),
        scene.truths.map(({ isCrowd }) => isCrowd),
      )
      const sized = best.map((one) => ({ ...one, area: rleArea(one.rle) }))
      return { category: scene.category, truths: scene.truths, detections: sized, overlaps }
    })
}

type Matched = {
  readonly score: number
  /** For each IoU: whether it found a truth, and whether it counts at all. */
  readonly found: readonly boolean[]
  readonly counts: readonly boolean[]
}

type CategoryTable = {
  /** For each IoU; none where the category has no truth. */
  readonly precisions: readonly number[]
  readonly recalls: readonly number[]
}

function accumulate(scenes: readonly Scene[], range: AreaRange, most: number): CategoryTable[] {
  const categories = new Map<number, Scene[]>()
  for (const scene of scenes) {
    const own = categories.get(scene.category)
    if (own === undefined) categories.set(scene.category, [scene])
    else own.push(scene)
  }
  return [...categories.values()].flatMap((own) => {
    const truths = own
      .flatMap((scene) => scene.truths)
      .filter((one) => !isLeftOut(one, range)).length
    if (truths === 0) return []
    const matched = own
      .flatMap((scene) => matchScene(scene, range, most))
      .toSorted((a, b) => b.score - a.score)
    const curves = ious.map((_, t) => curveOf(matched, t, truths))
    return [
      {
        precisions: curves.map(({ precision }) => precision),
        recalls: curves.map(({ recall }) => recall),
      },
    ]
  })
}

function isLeftOut({ isCrowd, area }: ApTruth, range: AreaRange): boolean {
  return isCrowd || isOutside(area, range)
}

function isOutside(area: number, range: AreaRange): boolean {
  const [low, high] = areaBounds[range]
  return area < low || area > high
}

function matchScene(scene: Scene, range: AreaRange, most: number): Matched[] {
  const { truths, overlaps } = scene
  // Those that count come first, so that a detection settles for another only where it finds none of them.
  const order = truths
    .map((truth, at) => ({ at, isCrowd: truth.isCrowd, isOut: isLeftOut(truth, range) }))
    .toSorted((a, b) => Number(a.isOut) - Number(b.isOut))
  const taken = ious.map(() => new Set<number>())
  return scene.detections.slice(0, most).map(({ score, area }, d) => {
    const matches = ious.map((iou, t) => {
      let best: (typeof order)[number] | null = null
      let least = Math.min(iou, 1 - 1e-10)
      for (const truth of order) {
        if (taken[t]?.has(truth.at) === true && !truth.isCrowd) continue
        if (best !== null && !best.isOut && truth.isOut) break
        const overlap = overlaps[d * truths.length + truth.at] as number
        if (overlap < least) continue
        least = overlap
        best = truth
      }
      if (best !== null) taken[t]?.add(best.at)
      return best
    })
    return {
      score,
      found: matches.map((match) => match !== null),
      counts: matches.map((match) => (match === null ? !isOutside(area, range) : !match.isOut)),
    }
  })
}

function curveOf(
  matched: readonly Matched[],
  t: number,
  truths: number,
): { readonly precision: number; readonly recall: number } {
  let [right, wrong] = [0, 0]
  const points: { recall: number; precision: number }[] = []
  for (const { found, counts } of matched) {
    if (counts[t] === true && found[t] === true) right++
    else if (counts[t] === true) wrong++
    points.push({ recall: right / truths, precision: right / (right + wrong + Number.EPSILON) })
  }
  for (let i = points.length - 2; i >= 0; i--) {
    const [here, next] = [points[i], points[i + 1]]
    if (here !== undefined && next !== undefined)
      here.precision = Math.max(here.precision, next.precision)
  }
  let at = 0
  let sum = 0
  for (const recall of recalls) {
    while (at < points.length && (points[at]?.recall ?? 1) < recall) at++
    sum += points[at]?.precision ?? 0
  }
  return { precision: sum / recalls.length, recall: points.at(-1)?.recall ?? 0 }
}

function recallOf(found: readonly CategoryTable[]): number | null {
  return meanKnown(found.flatMap((one) => one.recalls))
}

function meanKnown(values: readonly (number | undefined)[]): number | null {
  const known = values.flatMap((value) => value ?? [])
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length
}
