import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { createExportPaths } from '#core/dataset/export-paths'
import { writeFileAtomic } from '#electron/files/atomic-write'
import type { HfRow } from './hf-group.ts'

/**
 * Puts the picture of a row into a folder and gives its name there. The same picture under the same name is there once;
 * another one that is there already is left as it is. A row without a picture's bytes is looked for by its names.
 */
export function pictureStore(folder: string): (row: HfRow) => Promise<string[]> {
  return async ({ picture, texts, number }) => {
    const id = texts.get('image_id') ?? `row-${number}`
    const { bytes, path } = picture
    if (bytes === null) return path === null ? [`${id}.jpg`, `${id}.png`] : [path, id]
    const wished = path === null || path === '' ? `${id}${endingOf(bytes)}` : path
    const pathOf = createExportPaths()
    for (;;) {
      const name = pathOf(wished)
      const place = join(resolve(folder), ...name.split('/'))
      const there = await readFile(place).catch(() => null)
      if (there === null) {
        await mkdir(dirname(place), { recursive: true })
        await writeFileAtomic(place, bytes, { overwrite: false })
      }
      if (there === null || there.equals(bytes)) return [name]
    }
  }
}

function endingOf(bytes: Uint8Array): string {
  const [a, b, c, d] = bytes
  if (a === 0xff && b === 0xd8) return '.jpg'
  if (a === 0x89 && b === 0x50) return '.png'
  return a === 0x52 && b === 0x49 && c === 0x46 && d === 0x46 ? '.webp' : '.img'
}
