import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildRenderer } from '#electron/packaging/build'
import { isOutdated, rendererSources } from '#electron/packaging/freshness'
import { root } from '../tasks/programs.ts'
import type { BenchRow } from './table.ts'

const limit = 600_000

/** Gzipped bytes of what the window loads before it shows: scripts and styles of its page and what they import. */
export async function benchBundle(): Promise<BenchRow[]> {
  const folder = path.join(root, 'dist/renderer')
  if (isOutdated(root, 'dist/renderer/index.html', rendererSources)) await buildRenderer()
  const files = firstLoad(folder)
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0)
  return [
    {
      what: 'window, first load',
      ours: `${(bytes / 1000).toFixed(0)} kB gzipped`,
      peer: null,
      ratio: null,
      target: `< ${limit / 1000} kB`,
      isMet: bytes < limit,
      note: `${files.length} scripts and styles; pictures and fonts not counted`,
    },
  ]
}

function firstLoad(folder: string): string[] {
  const html = readFileSync(path.join(folder, 'index.html'), 'utf8')
  const waiting = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, found]) =>
    path.join(folder, String(found)),
  )
  const seen = new Set<string>()
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file) || !existsSync(file)) continue
    seen.add(file)
    if (file.endsWith('.js')) waiting.push(...importsOf(file))
  }
  return [...seen]
}

/** Static imports alone: `import(…)` loads later. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const found = text.matchAll(/(?:^|[;}\n\s])(?:import|export)\b[^;'"()]*?["'](\.[^"']+)["']/g)
  return [...found].map(([, name]) => path.resolve(path.dirname(file), String(name)))
}
