import { describe, expect, it } from 'vitest'
import { readScenes, type SceneSample } from '#electron/usecases/demo-scenes'
import { isSameTarget } from '#core/dataset/target-name'
import { boxArea, imageBox, type ImageBox } from '#core/geometry/box'
import { regionBox } from '#core/grid/lines'
import { keepLargest } from '#core/mask/components'
import { sizeOfRle, type Rle } from '#core/mask/mask'
import { growMask, shrinkMask } from '#core/mask/morphology'
import { emptyRle, fullRle, maskFromRle, rleFromMask } from '#core/mask/rle'
import { placeRle, rleArea, rleBox, subtractRles, uniteRles } from '#core/mask/rle-ops'
import { shareInBoxes, shareUnderPrior } from '#core/metrics/covers'
import { funnelDefaults, funnelOf, type FunnelVerdicts } from '#core/metrics/failure-funnel'
import { kindDefaults, kindsOf, shareOfInput } from '#core/metrics/failure-kinds'
import { maskErrors } from '#core/metrics/mask-errors'
import { iouOf } from '#core/metrics/overlap'
import { regionPrior } from '#core/prior/region'

/** What a pipeline would have recorded of one sample; by default it did everything right. */
type Recorded = {
  readonly name: string
  readonly saysAbsent: boolean
  readonly boxes: readonly ImageBox[]
  readonly prior: readonly number[]
  readonly candidates: readonly Rle[]
  readonly chosen: Rle
}

type Planted = {
  readonly sample: SceneSample
  readonly truth: Rle
  readonly boxes: readonly ImageBox[]
}

const samples = (await readScenes()).flatMap((scene) => scene.samples)
const planted: readonly Planted[] = samples.flatMap((sample) => {
  const { truth, hint } = sample
  if (truth === null || hint.kind === 'absent') return []
  const grid = { size: sizeOfRle(truth), n: 9, style: 'split', shift: false } as const
  const settings = { padding: 0.2, paddingOf: 'strip' } as const
  const boxes = hint.regions.map((region) => regionBox(region, grid, settings))
  return [{ sample, truth, boxes }]
})

function diagnose({ sample, truth }: Planted, recorded: Recorded, verdicts: FunnelVerdicts = {}) {
  const { target, synonyms } = sample.fields
  const mask = maskErrors(recorded.chosen, truth, null)
  const ious = recorded.candidates.map((one) => iouOf(one, truth, null).iou)
  const result = funnelOf(
    {
      isNoTarget: rleArea(truth) === 0,
      reasoning: {
        saysAbsent: recorded.saysAbsent,
        isSameName: isSameTarget(recorded.name, target, synonyms),
      },
      regionCover: shareInBoxes(truth, recorded.boxes),
      priorCover: shareUnderPrior(truth, recorded.prior),
      bestIou: ious.length === 0 ? null : Math.max(...ious),
      mask,
    },
    funnelDefaults,
    verdicts,
  )
  const kinds = kindsOf({
    reasoning: result.stages[0]!.state,
    mask,
    inputShare: shareOfInput(rleArea(truth), sizeOfRle(truth)),
    neighbours: null,
  })
  return { cause: result.cause, kinds, mask }
}

const right = ({ sample, truth, boxes }: Planted): Recorded => ({
  name: sample.fields.target,
  saysAbsent: false,
  boxes,
  prior: regionPrior(boxes, sizeOfRle(truth)),
  candidates: [truth],
  chosen: truth,
})

/** The corner that the target is least in, without it: another object, for all that the record knows. */
function elsewhere({ truth }: Planted): { readonly box: ImageBox; readonly mask: Rle } {
  const { width, height } = sizeOfRle(truth)
  const [w, h] = [Math.round(width / 5), Math.round(height / 5)]
  const corners = [
    imageBox(0, 0, w, h),
    imageBox(width - w, 0, width, h),
    imageBox(0, height - h, w, height),
    imageBox(width - w, height - h, width, height),
  ]
  const best = corners.toSorted((a, b) => shareInBoxes(truth, [a])! - shareInBoxes(truth, [b])!)[0]!
  const painted = placeRle(fullRle({ width: w, height: h }), best, { width, height })
  return { box: best, mask: subtractRles(painted, truth) }
}

/** The target without the inner third of its largest part, or less. */
function holed({ truth }: Planted): Rle {
  const largest = keepLargest(maskFromRle(truth))
  for (let radius = 1; ; radius += 2) {
    const inner = rleFromMask(shrinkMask(largest, radius))
    if (3 * rleArea(inner) <= rleArea(truth)) return subtractRles(truth, inner)
  }
}

describe('predictions broken in each way are named right', () => {
  it('there are scenes to break', () => expect(planted.length).toBeGreaterThanOrEqual(30))
  it.each(planted.filter((_, i) => i % 2 === 0).map((one) => [one.sample.id, one] as const))(
    '%s',
    (_id, one) => {
      const away = elsewhere(one)
      const size = sizeOfRle(one.truth)
      const good = right(one)
      const lost = { candidates: [away.mask], chosen: away.mask }
      const overThere = { boxes: [away.box], prior: regionPrior([away.box], size) }
      const cause = (recorded: Partial<Recorded>, verdicts?: FunnelVerdicts) =>
        diagnose(one, { ...good, ...recorded }, verdicts).cause
      expect(cause({})).toBeNull()
      expect(cause({ name: 'zeppelin', ...overThere, ...lost })).toBe('reasoning')
      expect(cause({ saysAbsent: true, chosen: emptyRle(size), candidates: [] })).toBe('reasoning')
      expect(cause({ name: '', ...overThere, ...lost })).toBe('undecided')
      expect(cause({ ...overThere, ...lost })).toBe('region')
      expect(cause({ prior: overThere.prior, ...lost })).toBe('prior')
      expect(cause(lost)).toBe('candidates')
      expect(cause({ candidates: [away.mask, one.truth], chosen: away.mask })).toBe('ranking')
      expect(cause({ chosen: away.mask }, { truth: 'failed' })).toBe('truth')
      const island = uniteRles(one.truth, away.mask)
      if (rleArea(away.mask) > 0.06 * rleArea(island)) {
        const { iou } = iouOf(island, one.truth, null)
        // An island as large as the target drowns it: that is no ragged mask, but a wrong one.
        if (iou >= 0.5) expect(cause({ chosen: island, candidates: [island] })).toBe('mask')
        else expect(cause({ chosen: island, candidates: [island] })).toBe('candidates')
      }
      expect(diagnose(one, { ...good, ...lost }).kinds['wrong-place']).toBe(true)
      expect(
        diagnose(one, { ...good, name: 'zeppelin', ...overThere, ...lost }).kinds['misread-query'],
      ).toBe(true)
    },
  )
  it('holes and swollen outlines are ragged wherever the mask still covers the target', () => {
    const found = planted.flatMap((one) => {
      const chosen = holed(one)
      const swollen = rleFromMask(growMask(maskFromRle(one.truth), 6))
      return [chosen, swollen].map((mask) => {
        const {
          cause,
          kinds,
          mask: errors,
        } = diagnose(one, { ...right(one), chosen: mask, candidates: [mask] })
        return { cause, errors, kinds }
      })
    })
    const covering = found.filter(({ errors }) => errors.iou >= 0.5)
    const ragged = covering.filter(({ errors }) => errors.holes > 0.01 || errors.boundaryIou < 0.5)
    expect(ragged.length).toBeGreaterThan(10)
    for (const { cause } of ragged) expect(cause).toBe('mask')
    for (const { errors, kinds } of found)
      expect(kinds.holes).toBe(errors.holes > kindDefaults.mostHoles)
  })
})

describe('without a target', () => {
  const size = { width: 60, height: 40 }
  const sample = samples.find(({ truth }) => truth === null)!
  const one: Planted = { sample, truth: emptyRle(size), boxes: [] }
  const object = placeRle(fullRle({ width: 9, height: 9 }), imageBox(3, 3, 12, 12), size)
  it('found to have none, and not', () => {
    const found = { ...right(one), saysAbsent: true, candidates: [], prior: Array(1024).fill(0) }
    expect(diagnose(one, found).cause).toBeNull()
    expect(diagnose(one, { ...found, saysAbsent: false, chosen: object }).cause).toBe('reasoning')
    expect(diagnose(one, { ...found, chosen: object }).cause).toBe('mask')
    expect(boxArea(rleBox(object)!)).toBe(81)
  })
})
