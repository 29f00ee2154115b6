import type { GridSettings } from '#core/grid/grid'
import { promptPictures, type PromptPicture } from '#core/grid/overlay'
import { scaleSquare } from '#electron/files/scaled-picture'
import { sha256Of, type SentImage } from './asker.ts'
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
