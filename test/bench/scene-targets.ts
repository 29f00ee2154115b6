import { imageBox } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'
import type { Region } from '#core/grid/region'
import { regionBox } from '#core/grid/lines'
import { sizeOfRle, type Rle } from '#core/mask/mask'
import { fullRle } from '#core/mask/rle'
import { intersectRles, isEmptyRle, placeRle, rleBox } from '#core/mask/rle-ops'
import { outwardBox } from '#core/geometry/box'
import { readScenes } from '#electron/usecases/demo-scenes'
import { unwrap } from '#models/failure'
import { readImageSource } from '#models/image/open-image'
import { jitterBox, regionOf, stripsAround, type Target } from './measured-candidates.ts'

const n = 9
const settings = { padding: 0.2, paddingOf: 'strip' } as const

/** Every shipped query with a target: its region as marked, larger, smaller, moved, on other grids and as a box. */
export async function sceneTargets(): Promise<{ scene: string; targets: Target[] }[]> {
  const found: { scene: string; targets: Target[] }[] = []
  for (const scene of await readScenes()) {
    const image = unwrap(await readImageSource(scene.path))
    const targets = scene.samples.flatMap(({ id, hint, truth }) => {
      if (truth === null || hint.kind === 'absent') return []
      return hint.regions.flatMap((region) => {
        const part = partIn(region, truth, image.size)
        if (isEmptyRle(part) || region.kind !== 'strips') return []
        return variantsOf(region, part).map((variant) => ({
          name: id,
          image,
          truth: part,
          ...variant,
        }))
      })
    })
    found.push({ scene: scene.id, targets })
  }
  return found
}

/** What of the truth lies in a region; all of it where the sample has just one. */
function partIn(region: Region, truth: Rle, size: Size): Rle {
  const box = outwardBox(regionBox(region, { n, style: 'split', shift: false, size }, settings))
  const inside = fullRle({ width: box.x1 - box.x0, height: box.y1 - box.y0 })
  return intersectRles(truth, placeRle(inside, box, size))
}

type Strips = Region & { readonly kind: 'strips' }

function variantsOf(region: Strips, truth: Rle): Pick<Target, 'region' | 'n'>[] {
  const rows = ends(region.rows)
  const columns = ends(region.columns)
  const changed = (dr: readonly [number, number], dc: readonly [number, number]) => ({
    region: regionOf(inGrid(rows, dr), inGrid(columns, dc)),
    n,
  })
  const other = [5, 13].flatMap((count) => {
    const strips = stripsAround(truth, count)
    return strips === null ? [] : [{ region: regionOf(strips.rows, strips.columns), n: count }]
  })
  const box = rleBox(truth)
  const size = sizeOfRle(truth)
  const boxes = [
    { grow: 0, dx: 0, dy: 0 },
    { grow: 0.15, dx: 0.05, dy: -0.05 },
    { grow: 0.4, dx: -0.1, dy: 0.1 },
  ].flatMap((by) => {
    if (box === null) return []
    const { x0, y0, x1, y1 } = jitterBox(box, by, size)
    return [{ region: { kind: 'box', box: imageBox(x0, y0, x1, y1) } as const, n }]
  })
  return [
    { region, n },
    changed([-1, 1], [-1, 1]),
    changed([1, -1], [1, -1]),
    changed([-1, -1], [0, 0]),
    changed([0, 0], [1, 1]),
    ...other,
    ...boxes,
  ]
}

function ends(ids: readonly number[]): [number, number] {
  return [Math.min(...ids), Math.max(...ids)]
}

/** Both ends moved, kept inside the grid and in order. */
function inGrid([low, high]: readonly [number, number], by: readonly [number, number]) {
  const first = Math.min(n, Math.max(1, low + by[0]))
  const last = Math.min(n, Math.max(1, high + by[1]))
  return first <= last ? ([first, last] as [number, number]) : ([low, high] as [number, number])
}
