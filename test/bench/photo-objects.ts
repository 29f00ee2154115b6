import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { rleFromCounts } from '#core/mask/rle'
import type { Rle } from '#core/mask/mask'

/** One object drawn by a person on a photograph. */
export type PhotoObject = {
  readonly id: number
  /** File name of the photograph within `images/`. */
  readonly file: string
  readonly truth: Rle
}

type Instances = {
  readonly images: readonly { readonly id: number; readonly file_name: string }[]
  readonly annotations: readonly {
    readonly id: number
    readonly image_id: number
    readonly segmentation: { readonly size: readonly [number, number]; readonly counts: number[] }
  }[]
}

/** Photographs for checking, never for fitting: `folder` holds `images/` and `instances.json` (COCO, run lengths as lists). */
export async function readPhotoObjects(folder: string): Promise<PhotoObject[]> {
  const text = await readFile(path.join(folder, 'instances.json'), 'utf8')
  const { images, annotations } = JSON.parse(text) as Instances
  const names = new Map(images.map(({ id, file_name }) => [id, file_name]))
  return annotations.map(({ id, image_id, segmentation: { size, counts } }) => {
    const file = names.get(image_id)
    if (file === undefined) throw new Error(`annotation ${id} names no image`)
    return { id, file, truth: rleFromCounts({ width: size[1], height: size[0] }, counts) }
  })
}
