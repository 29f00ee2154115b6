import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { fullPath } from '#electron/files/image-paths'
import { paintGridPrompt } from '#electron/files/overlay-painter'
import { openPictureCache, type PictureCache } from '#electron/files/picture-cache'
import {
  previewOf,
  thumbnailOf,
  tileOf,
  type PictureSource,
  type TilePlace,
} from '#electron/files/tiles'
import { findImage } from '#electron/store/images'
import { failure } from '#models/failure'
import type { Studio } from './studio.ts'

export type GridPictureName = {
  readonly picture: 'rows' | 'columns' | 'cells' | 'bare'
  readonly n: number
  readonly shift: boolean
}

/** Which picture of an image a URL names (rpc/paths.ts). */
export type PictureName =
  | { readonly kind: 'thumbnail' | 'preview'; readonly image: number }
  | ({ readonly kind: 'tile'; readonly image: number } & TilePlace)
  | ({ readonly kind: 'grid'; readonly image: number } & GridPictureName)

/** A picture as bytes; `etag` changes when the bytes would. */
export type Picture = { readonly body: Uint8Array; readonly type: string; readonly etag: string }

/**
 * Throws AppFailure `no_project`, `not_found` (no such image or tile), `image_missing`, `image_unreadable` or
 * `size_mismatch`. What was made once is served from the cache, also where the photograph is gone since.
 */
export async function openPicture(studio: Studio, name: PictureName): Promise<Picture> {
  const source = await sourceOf(studio, name.image)
  const { body, type } = await paint(cacheOf(studio), source, name)
  return { body, type, etag: etagOf(source, name) }
}

type Painted = { readonly body: Buffer; readonly type: string }

async function paint(
  cache: PictureCache,
  source: PictureSource,
  name: PictureName,
): Promise<Painted> {
  switch (name.kind) {
    case 'thumbnail':
      return { body: await thumbnailOf(cache, source), type: 'image/webp' }
    case 'preview':
      return { body: await previewOf(cache, source), type: 'image/webp' }
    case 'tile':
      return { body: await tileOf(cache, source, name), type: 'image/jpeg' }
    case 'grid':
      return { body: await gridPromptOf(cache, source, name), type: 'image/png' }
  }
}

/** PNG of 1000 × 1000, as a multimodal model is sent it. */
async function gridPromptOf(
  cache: PictureCache,
  source: PictureSource,
  { picture, n, shift }: GridPictureName,
): Promise<Buffer> {
  const style = picture === 'cells' ? 'grid' : picture === 'bare' ? 'none' : 'split'
  const grid = picture === 'bare' ? 'bare' : `${picture}-${n}${shift ? '-shifted' : ''}`
  return cache.bytes(`${source.digest}.grid-${grid}.png`, async () => {
    const painted = await paintGridPrompt(source.path, { n, shift, style })
    const wanted = painted.find(({ name }) => name === picture)
    if (wanted === undefined) throw new Error(`a grid of style ${style} has no ${picture}`)
    return wanted.png
  })
}

async function sourceOf(studio: Studio, image: number): Promise<PictureSource> {
  const project = studio.project()
  const row = await findImage(project.db, image)
  if (row === null) throw failure('not_found', `There is no image ${image} in this project.`)
  return { path: fullPath(project.path, row.path), digest: row.digest, size: row.size }
}

/** The digest stands for the photograph's bytes, the name for what is made of them. */
function etagOf(source: PictureSource, name: PictureName): string {
  const { image: _, ...what } = name
  const text = JSON.stringify([source.digest, what])
  return `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`
}

const caches = new WeakMap<Studio, PictureCache>()

function cacheOf(studio: Studio): PictureCache {
  const known = caches.get(studio)
  if (known !== undefined) return known
  const cache = openPictureCache(join(studio.home.cache, 'pictures'))
  caches.set(studio, cache)
  return cache
}
