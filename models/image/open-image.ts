import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import type { ImageBox } from '#core/geometry/box'
import { areaOf, type Size } from '#core/geometry/size'
import { fail, ok, type AppError, type Result } from '#core/result'
import { AppFailure, systemCode } from '#models/failure'
import { digestOfFile } from '#models/files/digest'
import type { ImageSource } from '#models/ports'

/** Pictures of more pixels than this are refused before anything is decoded: 2^14 squared. */
export const defaultPixelLimit = 268_435_456

/** What is taken, by sharp's names; it reads AVIF as `heif`. Drawings (SVG) and documents have no pixels of their own. */
const formats: ReadonlySet<string> = new Set(['avif', 'gif', 'heif', 'jpeg', 'png', 'tiff', 'webp'])
const unknownFormat = 'it is no PNG, JPEG, WebP, TIFF, GIF or AVIF image'

export type ImageInfo = {
  /** Upright, EXIF orientation applied. */
  readonly size: Size
  readonly format: string
  /** Frames or pages in the file; only the first is used. */
  readonly pages: number
  readonly bytes: number
}

/** `stretch` fills the target whatever the shape; `letterbox` keeps the shape, top left, the rest is left to the caller. */
export type Fit = 'letterbox' | 'stretch'

/** 8-bit sRGB, row-major, R G B interleaved. */
export type Pixels = { readonly size: Size; readonly rgb: Uint8Array }

/**
 * The first frame as a sharp pipeline: upright, 8-bit sRGB, alpha flattened on mid grey. A damaged file rejects when
 * the pipeline is run; callers that take strangers' files ask `checkImage` first.
 */
export function openImage(path: string, pixelLimit = defaultPixelLimit): Sharp {
  return sharp(path, { failOn: 'error', limitInputPixels: pixelLimit, page: 0, pages: 1 })
    .autoOrient()
    .flatten({ background: { r: 128, g: 128, b: 128 } })
    .toColourspace('srgb')
}

/** Reads the header alone. Fails with `image_missing`, `image_unreadable` or `image_too_large`. */
export async function readImageInfo(
  path: string,
  pixelLimit = defaultPixelLimit,
): Promise<Result<ImageInfo>> {
  try {
    const file = await stat(path)
    const { size: bytes } = file
    // Asked first: opening a pipe would wait for its other end.
    if (!file.isFile()) return { ok: false, error: unreadable(path, kindOf(file)) }
    if (bytes === 0) return { ok: false, error: unreadable(path, 'it is empty') }
    const header = await sharp(path, { failOn: 'error', limitInputPixels: false }).metadata()
    if (!formats.has(header.format)) return { ok: false, error: unreadable(path, unknownFormat) }
    const size = header.autoOrient
    if (areaOf(size) > pixelLimit) return { ok: false, error: tooLarge(path, size, pixelLimit) }
    return ok({ size, format: header.format, pages: header.pages ?? 1, bytes })
  } catch (error) {
    return { ok: false, error: imageError(path, error) }
  }
}

/** Reads the header, then decodes every row of the picture, so that a damaged file is found out at import. */
export async function checkImage(
  path: string,
  pixelLimit = defaultPixelLimit,
): Promise<Result<ImageInfo>> {
  const info = await readImageInfo(path, pixelLimit)
  if (!info.ok) return info
  try {
    await openImage(path, pixelLimit)
      .resize(64, 64, { fit: 'fill', kernel: 'linear' })
      .raw()
      .toBuffer()
    return info
  } catch (error) {
    return { ok: false, error: imageError(path, error) }
  }
}

/** The picture as the segmenter wants it named: path, digest of the file's bytes, upright size. */
export async function readImageSource(path: string): Promise<Result<ImageSource>> {
  const info = await readImageInfo(path)
  if (!info.ok) return info
  try {
    return ok({ path, digest: await digestOfFile(path), size: info.value.size })
  } catch (error) {
    return { ok: false, error: imageError(path, error) }
  }
}

/**
 * The picture, or the whole-pixel part `view` of it, resized with antialiasing into `target`.
 * `letterbox` sizes are floor(side * scale + 0.5), the rule of the segment-anything family.
 * Throws AppFailure `image_unreadable`, `image_too_large` or `size_mismatch`.
 */
export async function readPixels(
  source: ImageSource,
  view: ImageBox | null,
  target: Size,
  fit: Fit,
): Promise<Pixels> {
  const info = await readImageInfo(source.path)
  if (!info.ok) throw new AppFailure(info.error)
  const { width, height } = info.value.size
  if (width !== source.size.width || height !== source.size.height)
    throw new AppFailure(changed(source, info.value.size))
  const shown =
    view === null ? source.size : { width: view.x1 - view.x0, height: view.y1 - view.y0 }
  const size = fit === 'stretch' ? target : fittedSize(shown, target)
  let picture = openImage(source.path)
  if (view !== null) picture = picture.extract({ left: view.x0, top: view.y0, ...shown })
  try {
    const { data, info: out } = await picture
      .resize(size.width, size.height, { fit: 'fill', kernel: 'cubic' })
      .raw()
      .toBuffer({ resolveWithObject: true })
    return { size, rgb: rgbFromRaw(data, out.channels) }
  } catch (error) {
    throw new AppFailure(imageError(source.path, error))
  }
}

/** The largest size of this shape inside `target`, at least one pixel a side. */
export function fittedSize(size: Size, target: Size): Size {
  const scale = Math.min(target.width / size.width, target.height / size.height)
  return {
    width: Math.max(1, Math.floor(size.width * scale + 0.5)),
    height: Math.max(1, Math.floor(size.height * scale + 0.5)),
  }
}

function rgbFromRaw(data: Buffer, channels: number): Uint8Array {
  if (channels === 3) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  const count = data.length / channels
  const rgb = new Uint8Array(count * 3)
  for (let i = 0; i < count; i++)
    for (let c = 0; c < 3; c++)
      rgb[i * 3 + c] = data[i * channels + (channels < 3 ? 0 : c)] as number
  return rgb
}

function kindOf(file: Stats): string {
  return file.isDirectory() ? 'it is a folder' : 'it is no regular file'
}

function imageError(path: string, error: unknown): AppError {
  const code = systemCode(error)
  const message = error instanceof Error ? error.message : String(error)
  if (code === 'ENOENT' || message.startsWith('Input file is missing'))
    return fail(
      'image_missing',
      `The image ${path} is not there.`,
      'Put it back, or choose its new folder.',
    ).error
  if (code === 'EACCES' || code === 'EPERM')
    return unreadable(path, 'it may not be read', 'Check its permissions, or leave it out.')
  if (code === 'ELOOP') return unreadable(path, 'its link leads back to itself')
  if (message.includes('unsupported image format')) return unreadable(path, unknownFormat)
  return unreadable(path, `it is cut off or damaged${detailOf(message)}`)
}

/** The decoder's own first line where it says anything; some of its failures come without a word. */
function detailOf(message: string): string {
  const [line = ''] = message.split('\n')
  return line.trim() === '' || line.includes('Unknown error') ? '' : ` (${line.trim()})`
}

function unreadable(
  path: string,
  reason: string,
  hint = 'Replace it by a whole copy, or leave it out.',
): AppError {
  return fail('image_unreadable', `The image ${path} cannot be read: ${reason}.`, hint).error
}

function tooLarge(path: string, size: Size, limit: number): AppError {
  const sides = `${String(size.width)}×${String(size.height)}`
  return fail(
    'image_too_large',
    `The image ${path} is ${sides} pixels; at most ${(limit / 1e6).toFixed(0)} megapixels are taken.`,
    'Scale it down or cut it into parts.',
  ).error
}

function changed(source: ImageSource, now: Size): AppError {
  const was = `${String(source.size.width)}×${String(source.size.height)}`
  return fail(
    'size_mismatch',
    `The image ${source.path} was ${was} and is now ${String(now.width)}×${String(now.height)} pixels.`,
    'Put the former file back, or import the image anew.',
  ).error
}
