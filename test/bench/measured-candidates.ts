import type { Candidate, ScoreTerms } from '#core/candidate/candidate'
import { readKnots, type GeometricFit } from '#core/candidate/fit'
import { weightedSum } from '#core/candidate/weights'
import { boxHeight, boxWidth, type ImageBox } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'
import type { Region } from '#core/grid/region'
import type { Rle } from '#core/mask/mask'
import { maskIou, rleBox } from '#core/mask/rle-ops'
import { runPipeline } from '#electron/usecases/pipeline'
import type { ImageSource, Segmenter } from '#models/ports'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'

/** The candidates of one run beside what they should have been. */
export type Measured = {
  readonly name: string
  readonly rows: readonly { readonly terms: ScoreTerms; readonly iou: number }[]
}

export type Target = {
  readonly name: string
  readonly image: ImageSource
  readonly region: Region
  /** Strips a side of the grid that the region's ids count. */
  readonly n: number
  readonly truth: Rle
}

/** Runs the whole pipeline for a target at the given settings and measures every candidate against the truth. */
export async function measureTarget(segmenter: Segmenter, target: Target): Promise<Measured> {
  const settings = pipelineSettingsSchema.parse({ grid: { n: target.n } })
  const reasoning = {
    kind: 'regions',
    target: target.name,
    attributes: [],
    regions: [target.region],
    rationale: '',
  } as const
  const { candidates } = await runPipeline(
    { image: target.image, reasoning, settings, priors: [] },
    {
      segmenter,
      call: { priority: 'run' },
      now: () => performance.now(),
      onStage: () => undefined,
    },
  )
  return { name: target.name, rows: candidates.map((one) => rowOf(one, target.truth)) }
}

function rowOf({ terms, rle }: Candidate, truth: Rle) {
  return { terms, iou: maskIou(rle, truth) }
}

/** The rows and columns, from 1, that a mask touches; null for an empty one. */
export function stripsAround(
  truth: Rle,
  n: number,
): { rows: [number, number]; columns: [number, number] } | null {
  const box = rleBox(truth)
  if (box === null) return null
  const [height, width] = truth.size
  return {
    rows: strips(box.y0, box.y1, height / n),
    columns: strips(box.x0, box.x1, width / n),
  }
}

function strips(from: number, to: number, step: number): [number, number] {
  return [Math.floor(from / step) + 1, Math.ceil(to / step)]
}

export function regionOf(
  rows: readonly [number, number],
  columns: readonly [number, number],
): Region {
  return { kind: 'strips', rows: idsFrom(rows), columns: idsFrom(columns) }
}

export function idsFrom([first, last]: readonly [number, number]): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

/** How well a fit chooses and estimates, over runs. */
export type FitReport = {
  readonly runs: number
  readonly candidates: number
  /** Mean true IoU of the candidate of highest score, and of the best there is. */
  readonly top: number
  readonly best: number
  /** Share of the variance of the true IoU that the score explains. */
  readonly explained: number
}

export function judgeFit(measured: readonly Measured[], fit: GeometricFit): FitReport {
  return judgeScored(scoredBy(measured, fit))
}

type Scored = { readonly score: number; readonly iou: number }

export function scoredBy(measured: readonly Measured[], fit: GeometricFit): Scored[][] {
  const score = (terms: ScoreTerms) => readKnots(fit.knots, weightedSum(terms, fit.weights))
  return measured
    .filter(({ rows }) => rows.length > 0)
    .map(({ rows }) => rows.map(({ terms, iou }) => ({ iou, score: score(terms) })))
}

export function judgeScored(runs: readonly (readonly Scored[])[]): FitReport {
  const all = runs.flat()
  const middle = mean(all.map(({ iou }) => iou))
  const left = all.reduce((sum, row) => sum + (row.score - row.iou) ** 2, 0)
  const spread = all.reduce((sum, row) => sum + (middle - row.iou) ** 2, 0)
  return {
    runs: runs.length,
    candidates: all.length,
    top: mean(runs.map((rows) => rows.reduce((a, b) => (b.score > a.score ? b : a)).iou)),
    best: mean(runs.map((rows) => Math.max(...rows.map(({ iou }) => iou)))),
    explained: 1 - left / spread,
  }
}

export function reportLine(name: string, report: FitReport): string {
  return `${name}: rank 1 ${report.top.toFixed(3)}, best of all ${report.best.toFixed(3)} (${report.runs} runs, ${report.candidates} candidates), explains ${(100 * report.explained).toFixed(0)} %`
}

/** A box grown (or shrunk) by a share of its sides and moved, cut to the image. */
export function jitterBox(
  box: ImageBox,
  by: { readonly grow: number; readonly dx: number; readonly dy: number },
  size: Size,
): { x0: number; y0: number; x1: number; y1: number } {
  const w = boxWidth(box)
  const h = boxHeight(box)
  const cut = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)))
  return {
    x0: cut(box.x0 + (by.dx - by.grow) * w, size.width),
    y0: cut(box.y0 + (by.dy - by.grow) * h, size.height),
    x1: cut(box.x1 + (by.dx + by.grow) * w, size.width),
    y1: cut(box.y1 + (by.dy + by.grow) * h, size.height),
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
