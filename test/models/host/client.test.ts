import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { boxArea } from '#core/geometry/box'
import { imagePoint } from '#core/geometry/point'
import { maskFromRle } from '#core/mask/rle'
import { AppFailure } from '#models/failure'
import { openSegmenterHost, type HostSegmenter } from '#models/host/client'
import type { HostNotice } from '#models/host/supervisor'
import type { ImageSource, Prompt } from '#models/ports'
import { embeddedSegmenter } from '#models/registry'
import { discBox, discMask, discPicture, maskIou } from '../../fixtures/pictures.ts'

const size = { width: 320, height: 240 }
const disc = { x: 120, y: 100, r: 45 }
const boxPrompt: Prompt = { points: [], box: discBox(disc, 3), mask: null }
const run = { priority: 'run' } as const

let folder: string
let image: ImageSource
let host: HostSegmenter
let notices: HostNotice[]

const open = (): Promise<HostSegmenter> =>
  openSegmenterHost({
    card: embeddedSegmenter(),
    cacheDir: join(folder, 'cache'),
    onNotice: (notice) => notices.push(notice),
  })

/** Ends the host as a crash would and waits until its successor serves. */
async function crash(): Promise<void> {
  const before = host.pid!
  process.kill(before, 'SIGKILL')
  await expect.poll(() => host.pid ?? before, { timeout: 20_000 }).not.toBe(before)
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reaseg-host-'))
  image = await discPicture(folder, size, [disc])
  notices = []
  host = await open()
})

afterEach(async () => {
  await host.close()
  await rm(folder, { recursive: true })
})

describe('openSegmenterHost', () => {
  it('encodes and decodes in another process', async () => {
    expect(host.pid).not.toBe(process.pid)
    const encoding = await host.encode(image, null, run)
    const [decoded] = await host.decode(encoding, [boxPrompt], run)
    const ious = decoded!.masks.map(({ rle }) => maskIou(maskFromRle(rle), discMask(size, disc)))
    expect(Math.max(...ious)).toBeGreaterThan(0.8)
    const means = await host.cellMeans(decoded!.id, decoded!.initialToken, 8, run)
    expect(means).toHaveLength(64)
    expect(means[3 * 8 + 3]).toBeGreaterThan(means[0]!)
    const from = { decoded: decoded!.id, token: decoded!.initialToken, below: -5 }
    const picked = await host.pickBackground(from, [imagePoint(120, 100)], run)
    expect(Math.hypot(picked.point.x - disc.x, picked.point.y - disc.y)).toBeGreaterThan(disc.r - 3)
    expect(picked.logit).toBeLessThan(-5)
    const alike = await host.similarity(encoding, [imagePoint(120, 100), imagePoint(280, 200)], run)
    expect(alike[0]).toBe(1)
    expect(alike[1]).toBeLessThan(0.7)
  })

  it('passes on how often to look', async () => {
    const encoding = await host.encode(image, null, run)
    const [first] = await host.decode(encoding, [boxPrompt], run)
    const [second] = await host.decode(encoding, [boxPrompt], { ...run, looks: 2 })
    expect(first!.view).toEqual(encoding.view)
    expect(boxArea(second!.view)).toBeLessThan(0.55 * boxArea(encoding.view))
  })

  it('finds the embedding again after reopening', async () => {
    expect((await host.encode(image, null, run)).isCached).toBe(false)
    await host.close()
    host = await open()
    expect((await host.encode(image, null, run)).isCached).toBe(true)
  })

  it('makes a call again whose host was killed under it', async () => {
    const encoding = await host.encode(image, null, run)
    const calls = host.decode(encoding, Array(40).fill(boxPrompt), run)
    const before = host.pid
    process.kill(before!, 'SIGKILL')
    expect(await calls).toHaveLength(40)
    expect(host.pid).not.toBe(before)
    expect(notices.map(({ kind }) => kind)).toEqual(['restarted'])
  })

  it('refuses calls whose logits died with the host', async () => {
    const encoding = await host.encode(image, null, run)
    const [decoded] = await host.decode(encoding, [boxPrompt], run)
    await crash()
    const mask = { kind: 'logits', decoded: decoded!.id, token: 0 } as const
    const lost = host.decode(encoding, [{ ...boxPrompt, mask }], run)
    await expect(lost).rejects.toMatchObject({ error: { code: 'host_died' } })
    expect(await host.decode(encoding, [boxPrompt], run)).toHaveLength(1)
  })

  it('gives up after three restarts in five minutes, and says what to do', async () => {
    const encoding = await host.encode(image, null, run)
    for (let i = 0; i < 3; i++) await crash()
    process.kill(host.pid!, 'SIGKILL')
    await expect.poll(() => notices.at(-1)?.kind).toBe('gave-up')
    const refused = host.decode(encoding, [boxPrompt], run)
    await expect(refused).rejects.toMatchObject({ error: { code: 'host_died' } })
    await expect(refused.catch((e: AppFailure) => e.error.hint)).resolves.not.toBe('')
  })

  it('drops a call that is aborted while it waits, and serves the others', async () => {
    const encoding = await host.encode(image, null, run)
    const long = host.decode(encoding, Array(16).fill(boxPrompt), run)
    const abort = new AbortController()
    const waiting = host.decode(encoding, [boxPrompt], { ...run, signal: abort.signal })
    setImmediate(() => abort.abort())
    await expect(waiting).rejects.toMatchObject({ error: { code: 'cancelled' } })
    expect(await long).toHaveLength(16)
  })

  it('lets a click overtake waiting runs', async () => {
    const encoding = await host.encode(image, null, run)
    const order: string[] = []
    const decode = async (name: string, priority: 'click' | 'run' | 'prefetch'): Promise<void> => {
      await host.decode(encoding, [boxPrompt], { priority })
      order.push(name)
    }
    await Promise.all([
      decode('first', 'run'),
      decode('ahead', 'prefetch'),
      decode('second', 'run'),
      decode('click', 'click'),
    ])
    expect(order.indexOf('click')).toBeLessThan(order.indexOf('second'))
    expect(order.at(-1)).toBe('ahead')
  })

  it('names the file of a model that cannot be loaded', async () => {
    const card = embeddedSegmenter(folder)
    const opening = openSegmenterHost({ card, cacheDir: join(folder, 'cache') })
    await expect(opening).rejects.toMatchObject({
      error: { code: 'model_missing', message: expect.stringContaining('embedded-2.encoder.onnx') },
    })
  })

  it('runs from a bundle', async () => {
    const root = fileURLToPath(new URL('../../..', import.meta.url))
    // Inside node_modules, so that the packages left out of the bundle are found.
    const entry = join(root, 'node_modules', '.cache', `host-${String(process.pid)}`, 'ml-host.mjs')
    await build({
      entryPoints: [join(root, 'models', 'host', 'entry.ts')],
      outfile: entry,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['onnxruntime-node', 'sharp'],
    })
    const cacheDir = join(folder, 'cache')
    const bundled = await openSegmenterHost({ card: embeddedSegmenter(), cacheDir, entry })
    const encoding = await bundled.encode(image, null, run)
    expect(await bundled.decode(encoding, [boxPrompt], run)).toHaveLength(1)
    await bundled.close()
    await rm(dirname(entry), { recursive: true })
  })

  it('closes for good', async () => {
    const { pid } = host
    await host.close()
    expect(() => process.kill(pid!, 0)).toThrow()
    await expect(host.encode(image, null, run)).rejects.toBeInstanceOf(AppFailure)
  })
})
