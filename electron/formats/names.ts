import type { ExportFolder } from './format.ts'

/** Bytes of a part of a path. */
const longestPart = 180

/**
 * A name below an export's folder from an image's name, `/` between the parts: what some file system refuses becomes
 * `_`, also the names that Windows keeps for devices; long parts are cut.
 */
export function safeName(name: string): string {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.' && part !== '..')
  return parts.length === 0 ? '_' : parts.map(safePart).join('/')
}

/** Without its ending: what comes after the last dot of the last part. */
export function stemOf(name: string): string {
  return name.replace(/(?<=[^/])\.[^./]*$/, '')
}

/** The last part of a name. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

/** Names given once each, also where upper and lower case are one: the second `a.png` is `a-2.png`. */
export function createNames(folder: ExportFolder): (stem: string, ending: string) => string {
  const given = new Set<string>()
  return (stem, ending) => {
    for (let n = 1; ; n++) {
      const name = `${stem}${n === 1 ? '' : `-${n}`}${ending}`
      if (folder.has(name) || given.has(name.toLowerCase())) continue
      given.add(name.toLowerCase())
      return name
    }
  }
}

function safePart(part: string): string {
  const plain = part
    // eslint-disable-next-line no-control-regex
    .replaceAll(/[<>:"|?*\\\u0000-\u001f]/g, '_')
    .replace(/[ .]+$/, '_')
    .replace(/^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i, '$1_')
  const dot = plain.lastIndexOf('.')
  const ending = dot > 0 && plain.length - dot <= 8 ? plain.slice(dot) : ''
  const stem = Array.from(plain.slice(0, plain.length - ending.length))
  while (Buffer.byteLength(stem.join('')) > longestPart) stem.pop()
  return stem.join('') + ending
}
