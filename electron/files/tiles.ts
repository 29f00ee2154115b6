import { open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Size } from '#core/geometry/size'
import { failure, systemCode, unwrap } from '#models/failure'
import { checkImage, openImage, readImageInfo } from '#models/image/open-image'
import { tileSide } from '#rpc/paths'
import type { PictureCache } from './picture-cache.ts'

/** An image file as the project knows it; its digest names what is made from it. */
export type PictureSource = { readonly path: string; readonly digest: string; readonly size: Size }

/** Pixels at one place of a photograph's pyramid: level 0 is full size, each next halves it; tiles of `tileSide` px. */
export type TilePlace = { readonly level: number; readonly column: number; readonly row: number }

const thumbnailSide = 160
const previewSide = 2048

/** WebP, longest side 160 px. Throws AppFailure `image_missing`, `image_unreadable` or `size_mismatch`. */
export async function thumbnailOf(cache: PictureCache, source: PictureSource): Promise<Buffer> {
  return cache.bytes(`${source.digest}.thumbnail.webp`, () =>
    explained(source, async (picture) =>
      picture
        .resize(thumbnailSide, thumbnailSide, { fit: 'inside', withoutEnlargement: true })
        .webp({ quality: 80 })
        .toBuffer(),
    ),
  )
}

/** WebP, at most 2048 px a side. Throws like `thumbnailOf`. */
export async function previewOf(cache: PictureCache, source: PictureSource): Promise<Buffer> {
  return cache.bytes(`${source.digest}.preview.webp`, () =>
    explained(source, async (picture) =>
      picture
        .resize(previewSide, previewSide, { fit: 'inside', withoutEnlargement: true })
        .webp({ quality: 90 })
        .toBuffer(),
    ),
  )
}

/**
 * One tile, JPEG; those at the right and bottom edges are smaller. The first of a level makes all of it.
 * Throws AppFailure `not_found` outside the pyramid, else like `thumbnailOf`.
 */
export async function tileOf(
  cache: PictureCache,
  source: PictureSource,
  place: TilePlace,
): Promise<Buffer> {
  const { level, column, row } = place
  const size = levelSize(source.size, level)
  const { columns, rows } = tilesOf(size)
  if (level > lastLevel(source.size) || column >= columns || row >= rows)
    throw failure('not_found', `There is no tile ${level}/${column}-${row} of this image.`)
  const name = `${source.digest}.level-${level}.tiles`
  const read = async () =>
    readPacked(
      await cache.file(name, () => makeLevel(cache, source, level)),
      row * columns + column,
    )
  try {
    return await read()
  } catch (error) {
    // It was the longest unused and went between the two calls.
    if (systemCode(error) !== 'ENOENT') throw error
    return read()
  }
}

/** The first level that fits into one tile. */
export function lastLevel(size: Size): number {
  return Math.max(0, Math.ceil(Math.log2(Math.max(size.width, size.height) / tileSide)))
}

/** Size of a level in pixels, rounded up. */
export function levelSize(size: Size, level: number): Size {
  return {
    width: Math.max(1, Math.ceil(size.width / 2 ** level)),
    height: Math.max(1, Math.ceil(size.height / 2 ** level)),
  }
}

function tilesOf(size: Size): { readonly columns: number; readonly rows: number } {
  return { columns: Math.ceil(size.width / tileSide), rows: Math.ceil(size.height / tileSide) }
}

/** The tiles of a level as one pack, row by row. libvips cuts them while it reads, a strip at a time. */
async function* makeLevel(
  cache: PictureCache,
  source: PictureSource,
  level: number,
): AsyncGenerator<Uint8Array> {
  const size = levelSize(source.size, level)
  const { columns, rows } = tilesOf(size)
  const folder = await cache.workFolder(`level-${level}`)
  try {
    await explained(source, async (picture) =>
      (level === 0 ? picture : picture.resize(size.width, size.height, { fit: 'fill' }))
        .jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
        .tile({ size: tileSide, overlap: 0, depth: 'one', container: 'fs', layout: 'dz' })
        .toFile(join(folder, 'cut.dz')),
    )
    const cut = join(folder, 'cut_files', '0')
    const names = await readdir(cut)
    if (names.length !== columns * rows)
      throw new Error(`${names.length} tiles of level ${level} instead of ${columns * rows}`)
    const files = Array.from({ length: columns * rows }, (_, i) =>
      join(cut, `${i % columns}_${Math.floor(i / columns)}.jpeg`),
    )
    yield* packFiles(files)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A pack: where each file begins and the last one ends, 4 bytes each from the pack's beginning; then the files. */
async function* packFiles(paths: readonly string[]): AsyncGenerator<Uint8Array> {
  const places = Buffer.alloc((paths.length + 1) * 4)
  let at = places.length
  for (const [i, path] of paths.entries()) {
    places.writeUInt32LE(at, i * 4)
    at += (await stat(path)).size
  }
  places.writeUInt32LE(at, paths.length * 4)
  yield places
  for (const path of paths) yield await readFile(path)
}

async function readPacked(path: string, index: number): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const { buffer: place } = await file.read(Buffer.alloc(8), 0, 8, index * 4)
    const start = place.readUInt32LE(0)
    const bytes = Buffer.alloc(place.readUInt32LE(4) - start)
    await file.read(bytes, 0, bytes.length, start)
    return bytes
  } finally {
    await file.close()
  }
}

/** Runs `paint` on the upright picture; what is wrong with the file is said as at import. */
async function explained<T>(
  source: PictureSource,
  paint: (picture: ReturnType<typeof openImage>) => Promise<T>,
): Promise<T> {
  const { width, height } = unwrap(await readImageInfo(source.path)).size
  if (width !== source.size.width || height !== source.size.height)
    throw failure(
      'size_mismatch',
      `${source.path} was ${source.size.width} × ${source.size.height} and is now ${width} × ${height} pixels.`,
      'Put the former file back, or import the image anew.',
    )
  try {
    return await paint(openImage(source.path))
  } catch (error) {
    unwrap(await checkImage(source.path))
    throw error
  }
}
