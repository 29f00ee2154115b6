import { readdir, realpath, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { reasonOf } from '#models/failure'

export type Walked =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'problem'; readonly path: string; readonly reason: string }

export type WalkOptions = { readonly recursive: boolean; readonly signal?: AbortSignal }

const imageEndings = new Set(
  '.png .jpg .jpeg .jfif .webp .tif .tiff .bmp .gif .avif .heic .heif'.split(' '),
)

export function hasImageEnding(path: string): boolean {
  return imageEndings.has(extname(path).toLowerCase())
}

/**
 * Every file below a folder, folder by folder, in the order of their names. Hidden ones are passed over, a folder is
 * entered once however many links lead to it, and one that cannot be read is told of and passed.
 */
export async function* walkFolder(root: string, options: WalkOptions): AsyncGenerator<Walked> {
  const entered = new Set<string>()
  const waiting = [root]
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    options.signal?.throwIfAborted()
    await setImmediate()
    const below: string[] = []
    try {
      const real = await realpath(folder)
      if (entered.has(real)) continue
      entered.add(real)
      const entries = await readdir(folder, { withFileTypes: true })
      entries.sort((a, b) => (a.name < b.name ? -1 : 1))
      for (const entry of entries) {
        if (entry.name.startsWith('.')) continue
        const path = join(folder, entry.name)
        const kind = entry.isSymbolicLink() ? await kindBehind(path) : kindOf(entry)
        const problem = await problemWith(path, kind)
        if (problem !== null) yield { kind: 'problem', path, reason: problem }
        else if (kind === 'folder') below.push(path)
        else if (kind === 'file') yield { kind: 'file', path }
      }
    } catch (error) {
      options.signal?.throwIfAborted()
      yield { kind: 'problem', path: folder, reason: reasonOf(error) }
    }
    if (options.recursive) waiting.push(...below.reverse())
  }
}

/** Why an entry cannot be used though it is, or looks like, one to use. */
async function problemWith(path: string, kind: Kind): Promise<string | null> {
  if (kind === 'broken') return 'the link leads nowhere'
  if (kind === 'other') return hasImageEnding(path) ? 'it is no regular file' : null
  // What stands for bytes that are no UTF-8: the file cannot be opened under such a name.
  const isNamed = !path.includes('\u{FFFD}') || (await kindBehind(path)) !== 'broken'
  return isNamed ? null : 'its name is no UTF-8 text; rename it'
}

type Kind = 'file' | 'folder' | 'broken' | 'other'

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean }): Kind {
  return entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other'
}

async function kindBehind(link: string): Promise<Kind> {
  try {
    return kindOf(await stat(link))
  } catch {
    return 'broken'
  }
}
