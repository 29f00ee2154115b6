import { extname } from 'node:path'

/** Folder of the pictures in a bundle. */
export const bundleImages = 'images'

/**
 * A name of its own for each file within one folder, in their order: as it is called, with a number where another one
 * is called so too (no system has to tell case apart), without what some systems cannot keep.
 */
export function bundleNames(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const plain = plainName(name)
    const end = extname(plain)
    const stem = plain.slice(0, plain.length - end.length)
    for (let n = 1; ; n++) {
      const tried = n === 1 ? plain : `${stem}-${n}${end}`
      const folded = tried.normalize('NFC').toLowerCase()
      if (taken.has(folded)) continue
      taken.add(folded)
      return tried
    }
  })
}

const mostLetters = 100

function plainName(name: string): string {
  const plain = name
    .replaceAll(/[\p{Cc}\p{Cs}\\/:*?"<>|]/gu, '_')
    .replace(/^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i, '$1_')
    .replace(/[. ]+$/, '')
  const end = extname(plain).slice(0, 10)
  const stem = plain.slice(0, plain.length - extname(plain).length)
  return `${Array.from(stem).slice(0, mostLetters).join('') || 'image'}${end}`
}
