import type { ImageBox } from '#core/geometry/box'
import type { GridSettings } from '#core/grid/grid'
import { promptPictures, type PromptPicture } from '#core/grid/overlay'
import { paintBoxes } from '#electron/files/box-painter'
import { scaleSquare } from '#electron/files/scaled-picture'
import { sha256Of, type SentImage } from './asker.ts'
import type { ImageRow } from '#rpc/schemas/project'
import { openPicture } from './pictures.ts'
import type { Studio } from './studio.ts'

/** The pictures that a grid's style sends of an image of the project, squares of so many pixels a side. */
export async function gridImages(
  studio: Studio,
  image: number,
  grid: GridSettings,
  side: number,
): Promise<SentImage[]> {
  const sent: SentImage[] = []
  for (const picture of promptPictures(grid))
    sent.push(await gridImage(studio, image, { picture, grid, side }))
  return sent
}

/** The image itself, stretched like the pictures with a grid. */
export function bareImage(
  studio: Studio,
  image: number,
  grid: GridSettings,
  side: number,
): Promise<SentImage> {
  return gridImage(studio, image, { picture: 'bare', grid, side })
}

/** The image with red boxes around the target and blue ones around the others of its kind. */
export async function boxesImage(
  studio: Studio,
  image: Pick<ImageRow, 'id' | 'size'>,
  boxes: {
    readonly red: readonly ImageBox[]
    readonly blue: readonly ImageBox[]
    readonly side: number
  },
): Promise<SentImage> {
  const { red, blue, side } = boxes
  const bare = await bareImage(studio, image.id, noGrid, side)
  const bytes = await paintBoxes(bare.image.bytes, { red, blue, size: image.size })
  const kept = { red: [...red], blue: [...blue] }
  const about = { kind: 'boxes' as const, image: image.id, ...kept, side, sha256: sha256Of(bytes) }
  return { about, image: { bytes, type: 'image/png' } }
}

/** Of pictures that show no grid. */
export const noGrid = { n: 9, style: 'none', shift: false } as const

async function gridImage(
  studio: Studio,
  image: number,
  how: { readonly picture: PromptPicture; readonly grid: GridSettings; readonly side: number },
): Promise<SentImage> {
  const { picture, side } = how
  const { n, shift } = how.grid
  const { body } = await openPicture(studio, { kind: 'grid', image, picture, n, shift })
  const bytes = await scaleSquare(body, side)
  const about = { kind: 'grid' as const, image, picture, n, shift, side, sha256: sha256Of(bytes) }
  return { about, image: { bytes, type: 'image/png' } }
}
