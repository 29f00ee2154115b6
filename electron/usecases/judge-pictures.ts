import { paintBinaryMask, paintOutlines } from '#electron/files/judge-painter'
import type { Rle } from '#core/mask/mask'
import { sha256Of, type SentImage } from './asker.ts'

/** The image's own pictures, squares of the side that the profile asks for. */
export type ImagePictures = {
  readonly bare: () => Promise<SentImage>
  /** Those of the grid's style. */
  readonly grid: () => Promise<readonly SentImage[]>
}

/** A mask to be shown, and its name in the run. */
export type ShownMask = { readonly id: string; readonly rle: Rle }

/** Pictures of masks of one image; what was painted once is kept. */
export type MaskPictures = {
  /** The image, then a black and white picture a mask. */
  readonly masks: (shown: readonly ShownMask[]) => Promise<SentImage[]>
  /** The image, then the image with numbered outlines. */
  readonly outlines: (shown: readonly ShownMask[]) => Promise<SentImage[]>
  /** What the grid's style sends, with one mask outlined. */
  readonly onGrid: (shown: ShownMask) => Promise<SentImage[]>
}

export function maskPictures(image: number, pictures: ImagePictures): MaskPictures {
  const painted = new Map<string, Promise<SentImage>>()
  let bare: Promise<SentImage> | null = null
  const bareOnce = () => (bare ??= pictures.bare())
  const maskOnce = ({ id, rle }: ShownMask, side: number) => {
    const known = painted.get(id) ?? paintMask(image, { id, rle }, side)
    painted.set(id, known)
    return known
  }
  return {
    async masks(shown) {
      const first = await bareOnce()
      const rest = await Promise.all(shown.map((mask) => maskOnce(mask, first.about.side)))
      return [first, ...rest]
    },
    async outlines(shown) {
      const first = await bareOnce()
      const bytes = await paintOutlines(
        first.image.bytes,
        shown.map(({ rle }) => rle),
      )
      const candidates = shown.map(({ id }) => id)
      const { side } = first.about
      const about = { kind: 'outlines' as const, image, candidates, side, sha256: sha256Of(bytes) }
      return [first, { about, image: { bytes, type: 'image/png' } }]
    },
    async onGrid(shown) {
      const grids = await pictures.grid()
      return Promise.all(grids.map((grid) => paintOnGrid(grid, shown)))
    },
  }
}

async function paintMask(image: number, { id, rle }: ShownMask, side: number): Promise<SentImage> {
  const bytes = await paintBinaryMask(rle, side)
  const about = { kind: 'mask' as const, image, candidate: id, side, sha256: sha256Of(bytes) }
  return { about, image: { bytes, type: 'image/png' } }
}

async function paintOnGrid(grid: SentImage, { id, rle }: ShownMask): Promise<SentImage> {
  if (grid.about.kind !== 'grid') throw new Error('the grid’s pictures are of another kind')
  const bytes = await paintOutlines(grid.image.bytes, [rle], { isNumbered: false })
  const { image, picture, n, shift, side } = grid.about
  const about = { image, picture, n, shift, side, candidate: id, sha256: sha256Of(bytes) }
  return { about: { kind: 'grid-mask', ...about }, image: { bytes, type: 'image/png' } }
}
