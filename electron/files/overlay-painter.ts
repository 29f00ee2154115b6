import sharp from 'sharp'
import type { GridSettings } from '#core/grid/grid'
import {
  describeOverlay,
  frameSide,
  overlayStyle,
  promptPictures,
  type Overlay,
  type PromptPicture,
} from '#core/grid/overlay'
import { checkImage, openImage } from '#models/image/open-image'
import { AppFailure } from '#models/failure'

export type GridPicture = { readonly name: PromptPicture; readonly png: Buffer }

/**
 * The pictures an MLLM is sent for these settings, in order: the upright photograph resized to exactly 1000 × 1000 with
 * the grid over it. Throws AppFailure `image_missing`, `image_unreadable` or `image_too_large`.
 */
export async function paintGridPrompt(
  path: string,
  settings: GridSettings,
): Promise<GridPicture[]> {
  const photograph = await readFrame(path)
  return Promise.all(
    promptPictures(settings).map(async (name) => {
      const picture = sharp(photograph, { raw: { ...frame, channels: 3 } })
      const over =
        name === 'bare'
          ? picture
          : picture.composite([
              { input: Buffer.from(svgFromOverlay(describeOverlay(settings, name))) },
            ])
      return { name, png: await over.removeAlpha().png().toBuffer() }
    }),
  )
}

const frame = { width: frameSide, height: frameSide }

async function readFrame(path: string): Promise<Buffer> {
  try {
    return await openImage(path)
      .resize({ ...frame, fit: 'fill' })
      .removeAlpha()
      .raw()
      .toBuffer()
  } catch (error) {
    const checked = await checkImage(path)
    throw checked.ok ? error : new AppFailure(checked.error)
  }
}

/** The overlay as an SVG of paths alone: no text, hence no font. */
export function svgFromOverlay(overlay: Overlay): string {
  const { line, lineWidth, digit, digitWidth, outline, outlineWidth } = overlayStyle
  const lines = overlay.lines.map(({ x0, y0, x1, y1 }) => `M${x0} ${y0}L${x1} ${y1}`).join('')
  const pen = (colour: string, width: number) =>
    overlay.labels.map(
      ({ strokes, size }) =>
        `<path d="${strokes.map(pathFromStroke).join('')}" stroke="${colour}" stroke-width="${width * size}"/>`,
    )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${frameSide}" height="${frameSide}">`,
    '<g fill="none" stroke-linecap="round" stroke-linejoin="round">',
    `<path d="${lines}" stroke="${line}" stroke-width="${lineWidth}"/>`,
    ...pen(outline, outlineWidth),
    ...pen(digit, digitWidth),
    '</g></svg>',
  ].join('')
}

/** Pairs of x and y as the data of an SVG path. */
export function pathFromStroke(points: readonly number[]): string {
  const pairs = Array.from({ length: points.length / 2 }, (_, i) => {
    const [x = 0, y = 0] = points.slice(2 * i, 2 * i + 2)
    return `${x.toFixed(2)} ${y.toFixed(2)}`
  })
  return `M${pairs.join('L')}`
}
