import type { JsonElement } from '#electron/files/json-scanner'
import type { StagedSample } from '#electron/store/transfer-staging'
import type { CocoFrame } from './coco-frame.ts'
import type { CocoPictures } from './coco-pictures.ts'
import {
  readAnnotation,
  sampleFromAnnotation,
  sampleFromSideEntry,
  type CocoContext,
  type CocoTaken,
} from './coco-samples.ts'
import type { ImportReport } from './import-report.ts'

export type CocoReading = {
  readonly context: CocoContext
  readonly frame: CocoFrame
  readonly pictures: CocoPictures
  /** Keys that the project has from this very file. */
  readonly known: {
    readonly images: ReadonlySet<string>
    readonly annotations: ReadonlySet<string>
  }
}

/** Takes the annotations of one file, in its order. */
export interface CocoTaker {
  /** The sample of an annotation, or none; then the report says why. */
  take(element: JsonElement): StagedSample[]
  /** Samples without a target; says what was left out along with images, and what was there already. */
  finish(): StagedSample[]
}

export function createTaker(reading: CocoReading, report: ImportReport): CocoTaker {
  const { context, pictures, known } = reading
  const seen = new Set<number>()
  const tally: Tally = { lostWith: new Map(), repeated: 0 }
  const take = ({ index, line, value, problem }: JsonElement): StagedSample[] => {
    const place = `annotations[${index}]`
    const annotation = problem === null ? readAnnotation(value) : problem
    if (typeof annotation === 'string') {
      report.addBad(line, `${place}: ${annotation}`)
      return []
    }
    const { id, imageId } = annotation
    const what = `${place} (id ${id})`
    if (seen.has(id)) {
      report.addBad(line, `${what}: its id is there twice; the first one is taken`)
      return []
    }
    seen.add(id)
    if (isLost(pictures, tally, imageId)) return []
    if (!known.annotations.has(String(id)))
      return settle(sampleFromAnnotation(annotation, value, context), report, { line, what })
    tally.repeated++
    return []
  }
  return {
    take,
    finish() {
      const sides = takeSides(reading, report, tally)
      reportLost(reading, report, tally)
      return sides
    },
  }
}

type Tally = {
  /** How many annotations are left out along with an image. */
  readonly lostWith: Map<number, number>
  repeated: number
}

function isLost(pictures: CocoPictures, { lostWith }: Tally, imageId: number): boolean {
  if (!pictures.problems.has(imageId)) return false
  lostWith.set(imageId, (lostWith.get(imageId) ?? 0) + 1)
  return true
}

function settle(
  taken: CocoTaken,
  report: ImportReport,
  { line, what }: { readonly line: number | null; readonly what: string },
): StagedSample[] {
  if (taken.kind === 'sample') return [taken.sample]
  const reason = `${what}: ${taken.reason}`
  if (taken.kind === 'bad') report.addBad(line, reason)
  else report.addPassed(line, reason)
  return []
}

function takeSides(reading: CocoReading, report: ImportReport, tally: Tally): StagedSample[] {
  const { context, frame, pictures, known } = reading
  return frame.noTargets.flatMap((entry, i) => {
    if (isLost(pictures, tally, entry.imageId)) return []
    if (!known.images.has(String(entry.imageId))) {
      const what = `reaseg.no_target[${i}]`
      return settle(sampleFromSideEntry(entry, context), report, { line: null, what })
    }
    tally.repeated++
    return []
  })
}

function reportLost({ frame, pictures }: CocoReading, report: ImportReport, tally: Tally): void {
  for (const [id, reason] of pictures.problems) {
    const lost = tally.lostWith.get(id) ?? 0
    const along = lost === 0 ? '' : `; its ${lost} annotations are left out with it`
    report.addBad(
      frame.images.get(id)?.line ?? null,
      `image ${id}: ${reason.replace(/\.$/, '')}${along}`,
    )
  }
  if (tally.repeated > 0)
    report.addPassed(null, `${tally.repeated} samples are in the project from this file already`)
}
