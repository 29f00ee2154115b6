import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { imageBox } from '#core/geometry/box'
import { openSegmenterHost } from '#models/host/client'
import { readImageSource } from '#models/image/open-image'
import { embeddedSegmenter } from '#models/registry'
import { nodeName } from './stage.ts'

/** Loads both addons as the bundle does: opens a database, encodes a picture of one pixel. */
const addonScript = `
const Database = require('better-sqlite3')
const sharp = require('sharp')
const row = new Database(':memory:').prepare('SELECT sqlite_version() AS version').get()
const create = { width: 1, height: 1, channels: 3, background: '#000' }
sharp({ create }).png().toBuffer().then((png) => console.log(JSON.stringify({ sqlite: row.version, png: png.length })))
`

/** What the staged backend's parts answered. */
export type StagedReport = {
  readonly sqlite: string
  /** Bytes of the encoded picture. */
  readonly png: number
  /** Masks the model host answered for one box. */
  readonly masks: number
}

/** Runs what was staged with the Node that was staged, on the system it is for. Throws where a part fails. */
export async function checkStaged(backend: string): Promise<StagedReport> {
  const node = path.join(backend, nodeName(process.platform))
  const { stdout } = await promisify(execFile)(node, ['-e', addonScript], { cwd: backend })
  const addons = JSON.parse(stdout) as Pick<StagedReport, 'sqlite' | 'png'>
  return { ...addons, masks: await countMasks(node, backend) }
}

async function countMasks(node: string, backend: string): Promise<number> {
  const images = path.join(backend, 'samples/images')
  const [first = ''] = await readdir(images)
  const image = await readImageSource(path.join(images, first))
  if (!image.ok) throw new Error(image.error.message)
  const cacheDir = await mkdtemp(path.join(tmpdir(), 'reaseg-staged-'))
  const segmenter = await openSegmenterHost({
    card: embeddedSegmenter(path.join(backend, 'weights')),
    cacheDir,
    execPath: node,
    entry: path.join(backend, 'ml-host.mjs'),
  })
  try {
    const { width, height } = image.value.size
    const box = imageBox(width / 4, height / 4, (width * 3) / 4, (height * 3) / 4)
    const encoding = await segmenter.encode(image.value, null, { priority: 'run' })
    const prompt = { points: [], box, mask: null }
    const [decoded] = await segmenter.decode(encoding, [prompt], { priority: 'run' })
    return decoded?.masks.length ?? 0
  } finally {
    await segmenter.close()
    await rm(cacheDir, { recursive: true, force: true })
  }
}
