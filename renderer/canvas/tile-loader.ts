import { previewPath, tilePath } from '#rpc/paths'
import { ByteCache } from './byte-cache.ts'
import { tileKey, type Tile } from './tiles.ts'

const tileBytes = 256 * 2 ** 20
const parallel = 6
const retries = 2
const retryAfter = 1500
const previewKey = 'preview'

/** Fetches an image's preview and tiles; bitmaps are closed when they leave the cache, fetches aborted when unwanted. */
export class TileLoader {
  readonly #image: number
  readonly #onLoad: () => void
  readonly #bitmaps = new ByteCache<ImageBitmap>(tileBytes, (bitmap) => bitmap.close())
  readonly #underWay = new Map<string, AbortController>()
  readonly #failures = new Map<string, number>()
  #preview: ImageBitmap | null = null
  #queue: readonly Tile[] = []
  #isClosed = false

  constructor(image: number, onLoad: () => void) {
    this.#image = image
    this.#onLoad = onLoad
  }

  /** Fetches the preview. */
  open(): void {
    this.#fetch(previewKey, previewPath(this.#image))
  }

  get preview(): ImageBitmap | null {
    return this.#preview
  }

  tile(tile: Tile): ImageBitmap | undefined {
    return this.#bitmaps.get(tileKey(tile))
  }

  /** The tiles in sight, the most urgent first; whatever else is under way is given up. */
  want(tiles: readonly Tile[]): void {
    const keys = new Set(tiles.map(tileKey))
    for (const [key, controller] of this.#underWay)
      if (key !== previewKey && !keys.has(key)) {
        controller.abort()
        this.#underWay.delete(key)
      }
    this.#queue = tiles.filter((tile) => this.#isMissing(tileKey(tile)))
    this.#advance()
  }

  close(): void {
    this.#isClosed = true
    for (const controller of this.#underWay.values()) controller.abort()
    this.#underWay.clear()
    this.#bitmaps.clear()
    this.#preview?.close()
    this.#preview = null
  }

  #isMissing(key: string): boolean {
    return (
      !this.#bitmaps.has(key) &&
      !this.#underWay.has(key) &&
      (this.#failures.get(key) ?? 0) <= retries
    )
  }

  #advance(): void {
    for (const tile of this.#queue) {
      if (this.#underWay.size >= parallel) return
      const key = tileKey(tile)
      const { level, column, row } = tile
      if (this.#isMissing(key)) this.#fetch(key, tilePath(this.#image, level, column, row))
    }
  }

  #fetch(key: string, path: string): void {
    const controller = new AbortController()
    this.#underWay.set(key, controller)
    bitmapOf(path, controller.signal)
      .then((bitmap) => this.#receive(key, bitmap, controller))
      .catch(() => this.#fail(key, controller))
  }

  #receive(key: string, bitmap: ImageBitmap, controller: AbortController): void {
    if (this.#isClosed || controller.signal.aborted) {
      bitmap.close()
      return
    }
    this.#underWay.delete(key)
    if (key === previewKey) this.#preview = bitmap
    else this.#bitmaps.set(key, bitmap, bitmap.width * bitmap.height * 4)
    this.#advance()
    this.#onLoad()
  }

  /** A tile that can't be had leaves the coarser picture under it; it is tried again when it is next in sight. */
  #fail(key: string, controller: AbortController): void {
    if (controller.signal.aborted || this.#isClosed) return
    this.#underWay.delete(key)
    const failures = (this.#failures.get(key) ?? 0) + 1
    this.#failures.set(key, failures)
    if (key === previewKey && failures <= retries)
      setTimeout(() => {
        if (!this.#isClosed) this.#fetch(previewKey, previewPath(this.#image))
      }, retryAfter * failures)
    this.#advance()
  }
}

async function bitmapOf(path: string, signal: AbortSignal): Promise<ImageBitmap> {
  const response = await fetch(path, { signal })
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return createImageBitmap(await response.blob())
}
