import type { Rle } from './mask.ts'
import { pixelLoopsOf } from './pixel-loops.ts'
import { signedArea } from './polygon.ts'

/** A walk x, y, x, y, ... over the centres (whole numbers) of a part's outermost pixels; straight stretches thinned. */
export type BorderRing = readonly number[]

export type OuterRings = {
  /** One for each 4-connected part, clockwise as seen. */
  readonly rings: readonly BorderRing[]
  /** Rings say nothing of them. */
  readonly holes: number
}

/** The outer borders of a mask in pixel centres, for formats whose polygons include both ends. */
export function outerRingsOf(rle: Rle): OuterRings {
  const loops = pixelLoopsOf(rle)
  const outer = loops.filter(({ corners }) => signedArea(corners) > 0)
  return {
    rings: outer.map(({ corners }) => centresOf(corners)),
    holes: loops.length - outer.length,
  }
}

/** The pixels to the right of a walk along pixel edges: the first and the last of each straight stretch. */
function centresOf(corners: readonly number[]): number[] {
  const ring: number[] = []
  const add = (x: number, y: number) => {
    if (ring.at(-2) !== x || ring.at(-1) !== y) ring.push(x, y)
  }
  for (let i = 0; i < corners.length; i += 2) {
    const [ax, ay] = [corners[i] as number, corners[i + 1] as number]
    const j = (i + 2) % corners.length
    const [bx, by] = [corners[j] as number, corners[j + 1] as number]
    const [dx, dy] = [Math.sign(bx - ax), Math.sign(by - ay)]
    const [right, down] = [dx < 0 || dy > 0 ? -1 : 0, dx < 0 || dy < 0 ? -1 : 0]
    add(ax + right, ay + down)
    add(bx - dx + right, by - dy + down)
  }
  if (ring.length > 2 && ring[0] === ring.at(-2) && ring[1] === ring.at(-1)) ring.length -= 2
  return ring
}
