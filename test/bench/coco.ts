import { spawnSync } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { imagePoint } from '#core/geometry/point'
import { stampStroke } from '#core/mask/brush'
import { createMask } from '#core/mask/mask'
import { rleFromMask } from '#core/mask/rle'
import { cocoBboxFromRle, rleArea } from '#core/mask/rle-ops'
import { ratioRow, type BenchRow } from './table.ts'

const annotations = 100_000
const images = 200
const size = { width: 640, height: 480 }
const growthLimit = 200e6

type Ran = { readonly milliseconds: number; readonly bytes: number }
type Peer = { readonly parse: number; readonly dump: number }

/** Import and export of 100,000 annotations: memory over the empty program, time over Python's json on the same file. */
export async function benchCoco(): Promise<BenchRow[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'reaseg-bench-'))
  try {
    await writeInput(folder)
    const { size: bytes } = await stat(path.join(folder, 'in.json'))
    const nothing = runTask('nothing', folder)
    const imported = runTask('import', folder)
    const inPeer = runPeer(folder, 'in.json')
    const exported = runTask('export', folder)
    const outPeer = runPeer(folder, 'out.json')
    const note = `${(bytes / 1e6).toFixed(0)} MB, ${annotations.toLocaleString('en')} annotations on ${images} pictures`
    return [
      memoryRow('COCO import', imported.bytes - nothing.bytes, note),
      timeRow('COCO import', imported.milliseconds, inPeer?.parse ?? null),
      memoryRow('COCO export', exported.bytes - nothing.bytes, note),
      timeRow('COCO export', exported.milliseconds, outPeer?.dump ?? null),
    ]
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function writeInput(folder: string): Promise<void> {
  await mkdir(path.join(folder, 'images'))
  for (let i = 0; i < images; i += 1)
    await sharp({ create: { ...size, channels: 3, background: { r: i, g: 99, b: 255 - i } } })
      .png({ compressionLevel: 1 })
      .toFile(path.join(folder, 'images', `${i}.png`))
  await pipeline(Readable.from(inputText()), createWriteStream(path.join(folder, 'in.json')))
}

function* inputText(): Generator<string> {
  const rows = Array.from({ length: images }, (_, i) => ({
    id: i + 1,
    file_name: `${i}.png`,
    ...size,
  }))
  yield `{"images":${JSON.stringify(rows)},"categories":[{"id":1,"name":"thing"}],"annotations":[`
  const shapes = Array.from({ length: 50 }, (_, i) => shape(i))
  for (let i = 0; i < annotations; i += 1) {
    const record = {
      id: i + 1,
      image_id: (i % images) + 1,
      category_id: 1,
      iscrowd: 0,
      ...shapes[i % shapes.length],
      query: `What could be reached from place number ${i}?`,
    }
    yield `${i === 0 ? '' : ','}\n${JSON.stringify(record)}`
  }
  yield ']}\n'
}

/** A few strokes, with a string of a few hundred characters as people's masks have. */
function shape(i: number) {
  const mask = createMask(size)
  for (let k = 0; k < 4; k += 1) {
    const points = [imagePoint(120 + ((i * 37 + k * 61) % 400), 100 + ((i * 53 + k * 47) % 280))]
    stampStroke(mask, { points, radius: 20 + ((i + k * 7) % 40), value: 1 })
  }
  const rle = rleFromMask(mask)
  return { segmentation: rle, area: rleArea(rle), bbox: cocoBboxFromRle(rle) }
}

function runTask(task: string, folder: string): Ran {
  const script = fileURLToPath(new URL('./coco-task.ts', import.meta.url))
  const ran = spawnSync(process.execPath, [script, task, folder], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (ran.status !== 0) throw new Error(`coco ${task}: ${ran.stderr}`)
  return JSON.parse(ran.stdout) as Ran
}

/** null where there is no Python. */
function runPeer(folder: string, name: string): Peer | null {
  const script = fileURLToPath(new URL('./coco_peer.py', import.meta.url))
  const files = [path.join(folder, name), path.join(folder, 'peer.json')]
  const ran = spawnSync('python3', [script, ...files], { encoding: 'utf8' })
  return ran.status === 0 ? (JSON.parse(ran.stdout) as Peer) : null
}

function memoryRow(what: string, growth: number, note: string): BenchRow {
  return {
    what: `${what}, memory over the empty program`,
    ours: `${(growth / 1e6).toFixed(0)} MB`,
    peer: null,
    ratio: null,
    target: `< ${growthLimit / 1e6} MB`,
    isMet: growth < growthLimit,
    note,
  }
}

function timeRow(what: string, ours: number, peer: number | null): BenchRow {
  return ratioRow({ what: `${what}, time`, ours, peer, peerName: 'Python’s json', most: 2 })
}
