import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fetchFile, type FetchOptions } from '#models/download/fetch-file'
import type { PartRequest } from '#models/download/part-file'
import { sha256Of, startDownloadServer, type DownloadServer } from '../../fakes/download-server.ts'
import { errorOf } from './entries.ts'

const body = Buffer.from(Uint8Array.from({ length: 200_002 }, (_, i) => 8 + ((i * 7919) >> 3)))
const pinned = { bytes: body.length, sha256: sha256Of(body) }
const unpinned = { bytes: null, sha256: null }
const quick = { pauseMs: 1, tries: 6 }
let folder = ''
let server: DownloadServer

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reaseg-fetch-'))
  server = await startDownloadServer(body)
})

afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

const path = () => join(folder, 'model.onnx')

function ask(behaviour: string, about: Partial<PartRequest> = pinned): PartRequest {
  return { ...unpinned, url: `${server.origin}/${behaviour}/model.onnx`, path: path(), ...about }
}

/** A short patience only with hosts that go silent: a busy machine is no such host. */
const stallMsOf = (behaviour: string) => (/stall|silent/.test(behaviour) ? 300 : 20_000)

const get = (behaviour: string, about?: Partial<PartRequest>, options: FetchOptions = {}) =>
  fetchFile(ask(behaviour, about), { ...quick, stallMs: stallMsOf(behaviour), ...options })

/** The only file in the folder is the right one. */
async function expectRightFile() {
  expect(await readdir(folder)).toEqual(['model.onnx'])
  expect((await readFile(path())).equals(body)).toBe(true)
}

describe('a right file', () => {
  test.each([
    'ranged',
    'no-range',
    'chunked',
    'drops',
    'drops-once-no-range',
    'redirect',
    'trickle',
    'stall-once',
    'refuses-range',
    'other-part',
    'busy',
    'changed-etag',
    'mixed-up',
  ])('%s, pinned', async (behaviour) => {
    expect(await get(behaviour)).toEqual({ ...pinned, vouchedBy: 'manifest' })
    await expectRightFile()
  })

  test.each(['ranged', 'drops', 'refuses-range', 'changed-etag', 'stall-once', 'chunked'])(
    '%s, unpinned: the digest is computed',
    async (behaviour) => {
      expect(await get(behaviour, unpinned)).toEqual({ ...pinned, vouchedBy: 'nobody' })
      await expectRightFile()
    },
  )

  test('a digest that the host states is taken, from the first of its answers', async () => {
    expect(await get('redirect', unpinned)).toEqual({ ...pinned, vouchedBy: 'host' })
    await expectRightFile()
  })

  test('weights may begin like a page when their digest fits', async () => {
    const odd = Buffer.concat([Buffer.from('<html>'), body.subarray(0, 100)])
    server.put('model.onnx', odd)
    await get('ranged', { bytes: odd.length, sha256: sha256Of(odd) })
    expect((await readFile(path())).equals(odd)).toBe(true)
  })

  test('what is dropped is gone on with, not begun anew', async () => {
    await get('drops')
    const [first, ...next] = server.asked
    expect(first!.range).toBeNull()
    expect(next.length).toBeGreaterThan(1)
    const starts = next.map(({ range }) => Number(/^bytes=(\d+)-$/.exec(range!)![1]))
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    expect(starts[0]).toBeGreaterThan(0)
    expect(next[0]!.ifRange).toMatch(/^"[0-9a-f]{16}"$/)
  })

  test('a length that was promised and did not come is made up for', async () => {
    await get('long-length', { ...pinned, bytes: null })
    await expectRightFile()
  })

  test('a changed file begins anew', async () => {
    await get('changed-etag')
    expect(server.asked.map(({ sent }) => sent)).toEqual([body.length / 2, body.length])
  })

  test('an older file of that name is replaced only by a whole one', async () => {
    await writeFile(path(), 'old')
    await errorOf(get('wrong-bytes'))
    expect(await readFile(path(), 'utf8')).toBe('old')
    await get('ranged')
    await expectRightFile()
  })
})

describe('a clear message and no file', () => {
  test.each([
    ['wrong-bytes', 'pinned', 'download_broken', /model\.onnx.*SHA-256/],
    ['long-length', 'pinned', 'download_broken', /201002 bytes instead of 200002/],
    ['short-length', 'pinned', 'download_broken', /100 bytes instead of 200002/],
    ['too-much', 'pinned', 'download_broken', /bytes instead of 200002/],
    ['page', 'pinned', 'download_broken', /model\.onnx is not a model but a web page/],
    ['page', 'unpinned', 'download_broken', /web page/],
    ['secret-page', 'pinned', 'download_broken', /web page/],
    ['secret-page', 'unpinned', 'download_broken', /web page/],
    ['pointer', 'pinned', 'download_broken', /Git LFS pointer/],
    ['pointer', 'unpinned', 'download_broken', /Git LFS pointer/],
    ['empty', 'unpinned', 'download_broken', /empty/],
    [
      'missing',
      'pinned',
      'download_failed',
      /model\.onnx: 127\.0\.0\.1:\d+ does not give the file \(404\)/,
    ],
    ['forbidden', 'pinned', 'download_failed', /model\.onnx: .*\(403\)/],
    ['redirect-loop', 'pinned', 'download_failed', /from address to address/],
    ['redirect-nowhere', 'pinned', 'download_failed', /points nowhere/],
    [
      'redirect-elsewhere',
      'pinned',
      'download_failed',
      /model\.onnx: models\.example.*without TLS/,
    ],
    ['silent', 'pinned', 'download_failed', /model\.onnx could not be fetched: .* went silent/],
  ] as const)('%s, %s', async (behaviour, known, code, message) => {
    expect(await errorOf(get(behaviour, { pinned, unpinned }[known], { tries: 2 }))).toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/\.$/),
    })
    expect(await readdir(folder)).not.toContain('model.onnx')
  })

  test('a host that always drops is given up, and asked no more than told', async () => {
    expect(await errorOf(get('always-drops-no-range'))).toMatchObject({ code: 'download_failed' })
    expect(server.asked.length).toBeGreaterThanOrEqual(6)
    expect(server.asked.length).toBeLessThan(12)
  })

  test('nobody there', async () => {
    const { url } = ask('ranged')
    await server.close()
    expect(await errorOf(get('ranged', { ...pinned, url }))).toMatchObject({
      code: 'download_failed',
      message: expect.stringContaining('ECONNREFUSED'),
    })
    server = await startDownloadServer(body)
  })

  test('a folder that cannot be made', async () => {
    await writeFile(join(folder, 'file'), '')
    const under = join(folder, 'file', 'model.onnx')
    expect(await errorOf(get('ranged', { ...pinned, path: under }))).toMatchObject({
      code: 'file_unreadable',
      message: expect.stringContaining(under),
    })
  })

  test('no TLS: only loopback, or a mirror the user named', async () => {
    const url = 'http://models.example/a/model.onnx'
    expect(await errorOf(get('', { ...pinned, url }))).toMatchObject({
      message: expect.stringContaining('without TLS'),
    })
  })

  test('a wrong file leaves no part', async () => {
    await errorOf(get('wrong-bytes'))
    await errorOf(get('too-much'))
    expect(await readdir(folder)).toEqual([])
  })
})

describe('stopping', () => {
  test('pause keeps the part, the next call asks for the rest', async () => {
    const stop = new AbortController()
    const onProgress = ({ received }: { received: number }) => {
      if (received > 20_000) stop.abort()
    }
    expect(
      await errorOf(get('trickle', pinned, { signal: stop.signal, onProgress })),
    ).toMatchObject({ code: 'cancelled' })
    expect(await readdir(folder)).toEqual(['model.onnx.part', 'model.onnx.part.json'])
    const { length } = await readFile(`${path()}.part`)
    expect(length).toBeGreaterThan(20_000)
    await get('trickle')
    expect(server.asked.at(-1)).toMatchObject({ range: `bytes=${length}-` })
    expect(server.asked.at(-1)!.sent).toBe(body.length - length)
    await expectRightFile()
  })

  test('before it begins: nothing is asked', async () => {
    expect(await errorOf(get('ranged', pinned, { signal: AbortSignal.abort() }))).toMatchObject({
      code: 'cancelled',
    })
    expect(server.asked).toEqual([])
  })

  test('while it waits for the next try', async () => {
    const signal = AbortSignal.timeout(200)
    expect(
      await errorOf(get('stall', pinned, { signal, pauseMs: 60_000, stallMs: 20 })),
    ).toMatchObject({ code: 'cancelled' })
  })
})

describe('parts of an earlier try', () => {
  async function leaveHalf(behaviour = 'drops') {
    await errorOf(get(behaviour, pinned, { tries: 1 }))
    return (await readFile(`${path()}.part`)).length
  }

  test('by its digest the rest may come from another mirror', async () => {
    const length = await leaveHalf('stall')
    await get('ranged')
    expect(server.asked.at(-1)).toMatchObject({ range: `bytes=${length}-`, ifRange: null })
    await expectRightFile()
  })

  test('without a digest another address begins anew', async () => {
    await errorOf(get('stall', unpinned, { tries: 1 }))
    await get('ranged', unpinned)
    expect(server.asked.at(-1)).toMatchObject({ range: null })
    await expectRightFile()
  })

  test('a damaged part is found out and fetched anew', async () => {
    const length = await leaveHalf('stall')
    await writeFile(`${path()}.part`, Buffer.alloc(length))
    await get('ranged')
    expect(server.asked.slice(-2).map(({ range }) => range)).toEqual([`bytes=${length}-`, null])
    await expectRightFile()
  })

  test('a torn record begins anew', async () => {
    await leaveHalf('stall')
    await writeFile(`${path()}.part.json`, '{"url": "ht')
    await get('ranged')
    expect(server.asked.at(-1)).toMatchObject({ range: null })
    await expectRightFile()
  })

  test('a whole part is not asked for again', async () => {
    await leaveHalf('stall')
    await writeFile(`${path()}.part`, body)
    const before = server.asked.length
    await get('missing')
    expect(server.asked).toHaveLength(before)
    await expectRightFile()
  })

  test('a login page in between does not cost what has come', async () => {
    const length = await leaveHalf('stall')
    await errorOf(get('page'))
    await errorOf(get('short-length'))
    expect((await readFile(`${path()}.part`)).length).toBe(length)
  })
})

test('while nothing comes, that is told: the speed goes down', async () => {
  const told: { received: number; bytesPerSecond: number }[] = []
  const onProgress = (progress: (typeof told)[number]) => told.push(progress)
  await errorOf(get('stall', unpinned, { tries: 1, stallMs: 2500, onProgress }))
  const most = told.at(-1)!.received
  const speeds = told.filter(({ received }) => received === most).map((one) => one.bytesPerSecond)
  expect(speeds.length).toBeGreaterThan(1)
  expect(speeds.at(-1)!).toBeLessThanOrEqual(Math.max(...speeds) / 2)
})

test('progress grows to the whole, and knows it', async () => {
  const told: { received: number; total: number | null; bytesPerSecond: number }[] = []
  await get('trickle', unpinned, { onProgress: (progress) => told.push(progress) })
  const received = told.map((one) => one.received)
  expect(received).toEqual(received.toSorted((a, b) => a - b))
  expect(told.at(-1)).toMatchObject({ received: body.length, total: body.length })
  expect(told.at(-1)!.bytesPerSecond).toBeGreaterThan(0)
})
