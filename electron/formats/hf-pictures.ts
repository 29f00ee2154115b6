import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { writeFileAtomic } from '#electron/files/atomic-write'
import { hasImageEnding } from '#electron/files/folder-walk'
import type { HfRow } from './hf-group.ts'
import { safeName, stemOf } from './names.ts'

/**
 * Puts the picture of a row into a folder and gives its name there. The same picture under the same name is there once;
 * another one that is there already is left as it is. A row without a picture's bytes is looked for by its names; null
 * for bytes that are no picture: nothing else is written.
 */
export function pictureStore(folder: string): (row: HfRow) => Promise<string[] | null> {
  return async ({ picture, texts, number }) => {
    const id = texts.get('image_id') ?? `row-${number}`
    const { bytes, path } = picture
    if (bytes === null) return path === null ? [`${id}.jpg`, `${id}.png`] : [path, id]
    const kind = endingOf(bytes)
    if (kind === null) return null
    const wished = safeName(path === null || path === '' ? id : path)
    const stem = hasImageEnding(wished) ? stemOf(wished) : wished
    const ending = hasImageEnding(wished) ? wished.slice(stem.length) : kind
    for (let n = 1; ; n++) {
      const name = `${stem}${n === 1 ? '' : `-${n}`}${ending}`
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

const beginnings = [
  ['.jpg', [0xff, 0xd8, 0xff]],
  ['.png', [0x89, 0x50, 0x4e, 0x47]],
  ['.webp', [0x52, 0x49, 0x46, 0x46]],
  ['.gif', [0x47, 0x49, 0x46, 0x38]],
  ['.tif', [0x49, 0x49, 0x2a, 0]],
  ['.tif', [0x4d, 0x4d, 0, 0x2a]],
] as const

function endingOf(bytes: Uint8Array): string | null {
  const kind = beginnings.find(([, first]) => first.every((byte, i) => bytes[i] === byte))
  return kind?.[0] ?? null
}
