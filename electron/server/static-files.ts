import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { extname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { Readable } from 'node:stream'
import type { ResponseKind } from './headers.ts'

export type StaticFile = {
  readonly body: ReadableStream<Uint8Array>
  readonly type: string
  readonly bytes: number
  readonly kind: ResponseKind
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/**
 * The file below `root` that a URL path names, or null. Nothing outside `root` can be named:
 * not by `..`, by encoded separators, by drive letters, nor by a NUL.
 */
export function resolveStatic(root: string, urlPath: string): string | null {
  const path = decodePath(urlPath)
  if (path === null || /[\0\\:]/.test(path)) return null
  const parts = path.split('/').filter((part) => part !== '')
  if (parts.some((part) => part.startsWith('.'))) return null
  const file = resolve(root, ...parts)
  const inside = relative(root, file)
  if (inside.startsWith('..') || isAbsolute(inside)) return null
  return inside === '' ? join(root, 'index.html') : file
}

/** Opens a static file, null when there is none (or none of a kind that is served). */
export async function openStatic(root: string, urlPath: string): Promise<StaticFile | null> {
  const file = resolveStatic(root, urlPath)
  const type = file === null ? undefined : types[extname(file)]
  if (file === null || type === undefined) return null
  const info = await stat(file).catch(() => null)
  if (info?.isFile() !== true) return null
  const isAsset = relative(root, file).startsWith(`assets${sep}`)
  return {
    body: Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>,
    type,
    bytes: info.size,
    kind: isAsset ? 'asset' : 'page',
  }
}

function decodePath(urlPath: string): string | null {
  try {
    return decodeURIComponent(urlPath)
  } catch {
    return null
  }
}
