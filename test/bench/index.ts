import { benchBundle } from './bundle.ts'
import { benchCoco } from './coco.ts'
import { benchDiscovery } from './discovery.ts'
import { benchEmbedding } from './embedding.ts'
import { benchFrames } from './frames.ts'
import { benchPhotos } from './photos.ts'
import { benchProviders } from './providers.ts'
import { benchRle } from './rle.ts'
import { benchSegment } from './segment.ts'
import { benchStore } from './store.ts'
import { printTable, type BenchRow } from './table.ts'

type Suite = () => BenchRow[] | Promise<BenchRow[]>

/** By name: `npm run bench -- rle` runs one. */
const suites: Readonly<Record<string, Suite>> = {
  rle: benchRle,
  segment: benchSegment,
  discovery: benchDiscovery,
  embedding: benchEmbedding,
  store: benchStore,
  coco: benchCoco,
  bundle: benchBundle,
  frames: benchFrames,
  photos: benchPhotos,
  providers: benchProviders,
}

/** Runs the suites named, all of them unless any is, and prints their table. Answers the exit code. */
export async function runBenches(asked: readonly string[]): Promise<number> {
  const unknown = asked.filter((name) => !Object.hasOwn(suites, name))
  if (unknown.length > 0) {
    console.error(`No such bench: ${unknown.join(', ')}. Known: ${Object.keys(suites).join(', ')}.`)
    return 2
  }
  const rows: BenchRow[] = []
  for (const [name, run] of Object.entries(suites)) {
    if (asked.length > 0 && !asked.includes(name)) continue
    console.error(`measuring ${name}…`)
    rows.push(...(await run()))
  }
  printTable(rows)
  return rows.some(({ isMet }) => isMet === false) ? 1 : 0
}
