/** What some file system refuses in a name. */
const refused = /[<>:"|?*\\\p{Cc}]/gu
const devices = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/** Characters of a part of a path at most; a character is at most four bytes, and names end at 255. */
const longestPart = 60

/**
 * Names for files of an export: the given ones as far as every file system takes them, `/` between folders, none twice
 * (upper and lower case are one). The same names in the same order give the same.
 */
export function createExportPaths(): (name: string) => string {
  const taken = new Set<string>()
  return (name) => {
    const path = safePath(name)
    const [stem, ending] = splitEnding(path)
    for (let n = 1; ; n += 1) {
      const tried = n === 1 ? path : `${stem}-${n}${ending}`
      const key = tried.toLowerCase().normalize('NFC')
      if (taken.has(key)) continue
      taken.add(key)
      return tried
    }
  }
}

function safePath(name: string): string {
  const parts = name.split('/').filter((part) => part !== '')
  return parts.length === 0 ? '_' : parts.map(safePart).join('/')
}

function safePart(part: string): string {
  const plain = part
    .replaceAll(refused, '_')
    .replace(/[. ]+$/, (end) => '_'.repeat(end.length))
    .replace(devices, '_$&')
  const [stem, ending] = splitEnding(plain)
  const letters = Array.from(stem)
  return letters.length + ending.length <= longestPart
    ? plain
    : `${letters.slice(0, longestPart - ending.length).join('')}${ending}`
}

function splitEnding(path: string): readonly [stem: string, ending: string] {
  const ending = /(?<=[^/])\.[A-Za-z0-9]{1,8}$/.exec(path)?.[0] ?? ''
  return [path.slice(0, path.length - ending.length), ending]
}
