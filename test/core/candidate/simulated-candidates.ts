import { imageBox, type ImageBox } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'
import { createMask, type Mask, type Rle } from '#core/mask/mask'
import { rleFromMask } from '#core/mask/rle'
import { isEmptyRle, maskIou, rleBox, subtractRles, uniteRles } from '#core/mask/rle-ops'
import { regionPrior } from '#core/prior/region'
import type { FitRow } from '#core/candidate/fit-order'
import { scoreTerms } from '#core/candidate/score'

/**
 * Simulated candidates, for the properties of a fit: scenes of a few drawn objects, one of them the target, a region of grid strips around it, and the kinds of masks a promptable segmenter gives: the object, a part,
 * two objects, what is around, each with a rough outline. The segmenter's own estimate is the IoU with the nearest such
 * thing plus noise: it knows objects, not which one was asked for. Deterministic.
 */
export function simulateRows(scenes: number, seed: number): FitRow[] {
  const random = randomFrom(seed)
  return Array.from({ length: scenes }, (_, run) => simulateScene(run, random)).flat()
}

const size: Size = { width: 160, height: 120 }

function simulateScene(run: number, random: () => number): FitRow[] {
  const objects = Array.from({ length: 2 + Math.floor(random() * 3) }, () => drawObject(random))
  const target = objects[0]!.rle
  const bounds = rleBox(target)
  if (bounds === null) return []
  const box = regionAround(bounds, random)
  const weights = regionPrior([box], size)
  const whole = rleFromMask({ size, bits: new Uint8Array(size.width * size.height).fill(1) })
  const things = [
    ...objects.flatMap(({ rle, part }) => [rle, part]),
    uniteRles(target, objects[1]!.rle),
    objects.reduce((left, { rle }) => subtractRles(left, rle), whole),
  ].filter((rle) => !isEmptyRle(rle))
  return things.flatMap((thing) =>
    [0, 1, 2].map((token) => {
      const roughness = random() * random() * 0.5
      const rle = roughen(thing, roughness, random)
      const predictedIou = maskIou(rle, thing) + (random() - 0.5) * 0.16
      const stability = Math.min(1, 0.98 - roughness * 0.4 + (random() - 0.5) * 0.1)
      const draft = { source: 'seed', region: 0, rle, predictedIou, stability, token } as const
      return {
        terms: scoreTerms({ ...draft, seed: null, flags: [] }, { weights, box }),
        iou: maskIou(rle, target),
        run,
      }
    }),
  )
}

type Drawn = { readonly rle: Rle; readonly part: Rle }

/** An ellipse, a rectangle or a thin bar of any place and size; the part is one end of it. */
function drawObject(random: () => number): Drawn {
  const kind = Math.floor(random() * 3)
  const centre = { x: random() * size.width, y: random() * size.height }
  const half = 4 + random() * random() * 46
  const radii = {
    x: half * (0.5 + random()),
    y: kind === 2 ? 2 + random() * 2 : half * (0.5 + random()),
  }
  const cut = (random() - 0.5) * radii.x
  const inside = (x: number, y: number) => {
    const dx = (x + 0.5 - centre.x) / radii.x
    const dy = (y + 0.5 - centre.y) / radii.y
    return kind === 0 ? dx * dx + dy * dy <= 1 : Math.max(Math.abs(dx), Math.abs(dy)) <= 1
  }
  return {
    rle: paint((x, y) => inside(x, y)),
    part: paint((x, y) => inside(x, y) && x < centre.x + cut),
  }
}

/** The strips of a 9×9 grid that the box touches, sometimes one too many or too few, with the usual padding. */
function regionAround(bounds: ImageBox, random: () => number): ImageBox {
  const step = { x: size.width / 9, y: size.height / 9 }
  const slip = () => (random() < 0.2 ? Math.sign(random() - 0.5) : 0)
  const low = (value: number, unit: number) =>
    Math.max(0, (Math.floor(value / unit) + slip() - 0.2) * unit)
  const high = (value: number, unit: number, end: number) =>
    Math.min(end, (Math.ceil(value / unit) + slip() + 0.2) * unit)
  const x0 = low(bounds.x0, step.x)
  const y0 = low(bounds.y0, step.y)
  return imageBox(
    x0,
    y0,
    Math.max(x0 + step.x, high(bounds.x1, step.x, size.width)),
    Math.max(y0 + step.y, high(bounds.y1, step.y, size.height)),
  )
}

/** Adds or removes blotches of 6×6 pixels along with the mask's own box. */
function roughen(rle: Rle, roughness: number, random: () => number): Rle {
  const bounds = rleBox(rle)!
  const count = Math.round(roughness * 20)
  let rough = rle
  for (let i = 0; i < count; i++) {
    const x = bounds.x0 + random() * (bounds.x1 - bounds.x0)
    const y = bounds.y0 + random() * (bounds.y1 - bounds.y0)
    const blotch = paint((px, py) => Math.abs(px - x) <= 3 && Math.abs(py - y) <= 3)
    rough = random() < 0.5 ? uniteRles(rough, blotch) : subtractRles(rough, blotch)
  }
  return isEmptyRle(rough) ? rle : rough
}

function paint(isSet: (x: number, y: number) => boolean): Rle {
  const mask: Mask = createMask(size)
  for (let y = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++) if (isSet(x, y)) mask.bits[y * size.width + x] = 1
  return rleFromMask(mask)
}

/** Mulberry32: the same numbers everywhere for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
