import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { maskIou, rleBox } from '#core/mask/rle-ops'
import { maskFromRle, parseRle } from '#core/mask/rle'
import type { Rle } from '#core/mask/mask'
import { unwrap } from '#models/failure'
import { root } from '../tasks/programs.ts'
import { stripsAround } from './measured-candidates.ts'
import { readPhotoObjects, type PhotoObject } from './photo-objects.ts'
import type { BenchRow } from './table.ts'

const gridStrips = 9

/**
 * The main job headless, on photographs with masks drawn by people (`PHOTOS=DIR` with `images/` and `instances.json`):
 * import, a query for each object with rows and columns or with its box, propose, accept rank 1, export. Every exported
 * mask must be the stored one bit for bit; how good they are is told beside it.
 */
export async function benchPhotos(): Promise<BenchRow[]> {
  const folder = process.env['PHOTOS']
  if (folder === undefined) {
    console.error(
      'photos: no photographs; PHOTOS=DIR names a folder with images/ and instances.json',
    )
    return []
  }
  const home = await mkdtemp(path.join(tmpdir(), 'reaseg-photos-'))
  try {
    return await runJob(path.resolve(folder), home)
  } finally {
    await rm(home, { recursive: true })
  }
}

type Proposed = {
  readonly runs: readonly {
    readonly sample: number
    readonly candidates: readonly { readonly rank: number; readonly rle: Rle }[]
  }[]
  readonly failed: readonly unknown[]
}

async function runJob(folder: string, home: string): Promise<BenchRow[]> {
  const project = path.join(home, 'photos.reaseg')
  const coco = path.join(home, 'photos.json')
  const studio = <T>(...args: string[]) => runJson<T>(home, args)
  const spent: Record<string, number> = {}
  const timed = async <T>(stage: string, work: Promise<T>): Promise<T> => {
    const since = performance.now()
    const done = await work
    spent[stage] = (spent[stage] ?? 0) + performance.now() - since
    return done
  }
  await timed('init', studio('init', project))
  const imports = ['import', project, '--images', path.join(folder, 'images'), '--strict']
  const { images } = await timed('import', studio<{ images: number }>(...imports))
  const objects = await readPhotoObjects(folder)
  const samples = new Map<number, PhotoObject>()
  for (const [i, object] of objects.entries()) {
    const added = studio<{ sample: number }>('query', project, ...queryArguments(object, i))
    samples.set((await timed('queries', added)).sample, object)
  }
  const proposed = await timed('propose', studio<Proposed>('propose', project, '--all'))
  const accepting = studio<{ accepted: number }>('accept', project, '--all', '--rank', '1')
  const { accepted } = await timed('accept', accepting)
  await timed('export', studio('export', project, '--format', 'coco', '--out', coco))
  const equal = await compareExport(project, coco)
  const quality = judge(proposed, samples)
  const seconds = Object.entries(spent).map(([stage, ms]) => `${stage} ${(ms / 1000).toFixed(1)} s`)
  return [
    row('photographs: exported masks equal to the stored ones', {
      ours: `${equal.same} of ${equal.of}`,
      target: `all of ${samples.size}`,
      isMet: equal.same === samples.size && equal.of === samples.size && accepted === samples.size,
      note: `${images} photographs, ${proposed.failed.length} failed; ${seconds.join(', ')}`,
    }),
    row('photographs: mean IoU with masks drawn by people', {
      ours: `rank 1 ${quality.top.toFixed(3)}, best candidate ${quality.best.toFixed(3)}`,
      target: 'told',
      isMet: null,
      note: `${quality.candidates.toFixed(1)} candidates each; even objects by rows and columns, odd ones by box`,
    }),
  ]
}

function queryArguments({ id, file, truth }: PhotoObject, i: number): string[] {
  const strips = stripsAround(truth, gridStrips)
  const box = rleBox(truth)
  if (strips === null || box === null) throw new Error(`object ${id} is empty`)
  const where =
    i % 2 === 0
      ? ['--rows', strips.rows.join('-'), '--columns', strips.columns.join('-')]
      : ['--box', [box.x0, box.y0, box.x1, box.y1].join(',')]
  return ['--image', file, '--text', `Which thing is number ${id}?`, ...where]
}

/** The stored masks read from the file itself against the exported ones, pixel by pixel. */
async function compareExport(project: string, coco: string): Promise<{ same: number; of: number }> {
  const { annotations } = JSON.parse(await readFile(coco, 'utf8')) as {
    annotations: { sample_id: number; segmentation: unknown }[]
  }
  const db = new Database(project, { readonly: true })
  const stored = db.prepare<[number], { target: string; width: number; height: number }>(
    `select annotations.target, images.width, images.height from annotations
     join samples on samples.id = annotations.sample_id join images on images.id = samples.image_id
     where samples.id = ? order by annotations.version desc limit 1`,
  )
  let same = 0
  for (const { sample_id, segmentation } of annotations) {
    const found = stored.get(sample_id)
    if (found === undefined) continue
    const { target: counts, width, height } = found
    const kept = maskFromRle(unwrap(parseRle({ size: [height, width], counts })))
    const exported = maskFromRle(unwrap(parseRle(segmentation)))
    if (Buffer.from(kept.bits).equals(Buffer.from(exported.bits))) same += 1
  }
  db.close()
  return { same, of: annotations.length }
}

function judge({ runs }: Proposed, samples: ReadonlyMap<number, PhotoObject>) {
  let top = 0
  let best = 0
  let candidates = 0
  for (const run of runs) {
    const truth = samples.get(run.sample)?.truth
    if (truth === undefined) continue
    const ious = run.candidates.map(({ rank, rle }) => ({ rank, iou: maskIou(rle, truth) }))
    top += ious.find(({ rank }) => rank === 1)?.iou ?? 0
    best += Math.max(0, ...ious.map(({ iou }) => iou))
    candidates += ious.length
  }
  const count = samples.size
  return { top: top / count, best: best / count, candidates: candidates / count }
}

function row(what: string, told: Pick<BenchRow, 'ours' | 'target' | 'isMet' | 'note'>): BenchRow {
  return { what, peer: null, ratio: null, ...told }
}

/** `npm run -s studio -- …` without npm: what people run, through the entry of every script. */
function runJson<T>(home: string, args: readonly string[]): Promise<T> {
  const entry = path.join(root, 'electron/launch.mjs')
  const child = spawn(process.execPath, [entry, 'studio', ...args, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, REASEG_HOME: path.join(home, 'home') },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode) => {
      if (exitCode === 0) resolve(JSON.parse(stdout) as T)
      else reject(new Error(`studio ${args.join(' ')}: exit code ${exitCode}\n${stderr}`))
    })
  })
}
