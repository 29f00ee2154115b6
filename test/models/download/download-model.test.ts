import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  discardDownload,
  downloadModel,
  receivedBytes,
  type DownloadOptions,
} from '#models/download/download-model'
import { readModelRecord, removeModel } from '#models/download/model-record'
import type { FetchProgress } from '#models/download/speed'
import { AppFailure } from '#models/failure'
import type { ManifestEntry } from '#models/manifest/entry'
import { sha256Of, startDownloadServer, type DownloadServer } from '../../fakes/download-server.ts'
import { modelBytes, testEntry, testFile } from './entries.ts'
import { writeZip } from './zip-writer.ts'

const encoder = modelBytes(150_000, 3)
const weights = modelBytes(90_000, 5)
const decoder = modelBytes(40_000, 7)
const zip = writeZip([
  { name: 'm/z.encoder.onnx', data: encoder },
  { name: 'm/z.decoder.onnx', data: decoder },
])
let home = ''
let server: DownloadServer

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'reaseg-models-'))
  server = await startDownloadServer(encoder)
  server.put('e.onnx', encoder)
  server.put('e.onnx_data', weights)
  server.put('d.onnx', decoder)
  server.put('z.zip', zip)
})

afterEach(async () => {
  await server.close()
  await rm(home, { recursive: true })
})

const quick: DownloadOptions = { proxy: null, pauseMs: 1, tries: 3, stallMs: 300 }

const get = (entry: ManifestEntry, options: DownloadOptions = {}) =>
  downloadModel(entry, home, { ...quick, ...options })

const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => 'went well',
    (error: unknown) => (error instanceof AppFailure ? error.error : Promise.reject(error)),
  )

function threeFiles(behaviour = 'ranged', isPinned = true): ManifestEntry {
  const base = `${server.origin}/${behaviour}`
  return testEntry({
    files: [
      testFile(base, 'e.onnx', isPinned ? encoder : null),
      testFile(base, 'e.onnx_data', isPinned ? weights : null, 'data'),
      testFile(base, 'd.onnx', isPinned ? decoder : null, 'decoder'),
    ],
  })
}

function zipped(behaviour = 'ranged', sha256: string | null = sha256Of(zip)): ManifestEntry {
  const unknown = { bytes: null, sha256: null }
  return testEntry({
    archives: [
      {
        name: 'z.zip',
        url: `${server.origin}/${behaviour}/z.zip`,
        bytes: zip.length,
        sha256,
        members: [
          { role: 'encoder', match: '*encoder.onnx', ...unknown },
          { role: 'decoder', match: '*decoder.onnx', bytes: 40_000, sha256: sha256Of(decoder) },
        ],
      },
    ],
  })
}

const filesOf = (id = 'test-model') => readdir(join(home, id))

describe('a model of several files', () => {
  test('all in its folder, data beside its graph, the record last', async () => {
    const record = await get(threeFiles())
    expect(record).toMatchObject({ id: 'test-model', host: new URL(server.origin).host })
    expect(record.files).toEqual([
      { role: 'encoder', name: 'e.onnx', ...factsOf(encoder), vouchedBy: 'manifest' },
      { role: 'data', name: 'e.onnx_data', ...factsOf(weights), vouchedBy: 'manifest' },
      { role: 'decoder', name: 'd.onnx', ...factsOf(decoder), vouchedBy: 'manifest' },
    ])
    expect(await filesOf()).toEqual(['d.onnx', 'e.onnx', 'e.onnx_data', 'model.json'])
    expect(await readModelRecord(home, 'test-model')).toEqual(record)
    expect(Number.isNaN(Date.parse(record.fetchedAt))).toBe(false)
  })

  test('progress is summed', async () => {
    const told: FetchProgress[] = []
    await get(threeFiles('trickle'), { onProgress: (progress) => told.push(progress) })
    const received = told.map((one) => one.received)
    expect(received).toEqual(received.toSorted((a, b) => a - b))
    expect(told.at(-1)).toMatchObject({ received: 280_000, total: 280_000 })
  })

  test('there already: nothing is asked', async () => {
    const record = await get(threeFiles())
    const before = server.asked.length
    expect(await get(threeFiles())).toEqual(record)
    expect(server.asked).toHaveLength(before)
  })

  test('a file that went bad is fetched again, the good ones are not', async () => {
    await get(threeFiles())
    await writeFile(join(home, 'test-model', 'e.onnx_data'), Buffer.alloc(weights.length))
    const before = server.asked.length
    await get(threeFiles())
    expect(server.asked.slice(before).map(({ path }) => path)).toEqual(['/ranged/e.onnx_data'])
    expect(await readFile(join(home, 'test-model', 'e.onnx_data'))).toEqual(weights)
  })

  test('one that fails leaves no model, and the others are kept for the next time', async () => {
    const entry = threeFiles()
    const [first, second, third] = entry.files
    const broken = {
      ...entry,
      files: [first!, second!, { ...third!, url: `${server.origin}/page` }],
    }
    expect(await errorOf(get(broken))).toMatchObject({ code: 'download_broken' })
    expect(await readModelRecord(home, 'test-model')).toBeNull()
    const before = server.asked.length
    await get(entry)
    expect(server.asked.slice(before).map(({ path }) => path)).toEqual(['/ranged/d.onnx'])
  })

  test('removed: nothing stays', async () => {
    await get(threeFiles())
    await removeModel(home, 'test-model')
    expect(await readdir(home)).toEqual([])
  })
})

describe('digests nobody stated', () => {
  test('are pinned by the first download and hold from then on', async () => {
    const entry = threeFiles('ranged', false)
    const record = await get(entry)
    expect(record.files.map(({ vouchedBy }) => vouchedBy)).toEqual(['nobody', 'nobody', 'nobody'])
    await rm(join(home, 'test-model', 'd.onnx'))
    server.put('d.onnx', Buffer.from(decoder).fill(9))
    expect(await errorOf(get(entry))).toMatchObject({
      code: 'download_broken',
      message: expect.stringContaining('d.onnx'),
    })
    server.put('d.onnx', decoder)
    expect(await get(entry)).toMatchObject({ files: record.files })
  })

  test('files that were whole when it stopped are not fetched again', async () => {
    const entry = threeFiles('ranged', false)
    const [first, second, third] = entry.files
    await errorOf(
      get({
        ...entry,
        files: [first!, second!, { ...third!, url: `${server.origin}/missing/d.onnx` }],
      }),
    )
    const before = server.asked.length
    await get(entry)
    expect(server.asked.slice(before).map(({ path }) => path)).toEqual(['/ranged/d.onnx'])
  })

  test('a digest from the host is told as such', async () => {
    const { files } = await get(threeFiles('redirect', false))
    expect(files.map(({ vouchedBy }) => vouchedBy)).toEqual(['host', 'host', 'host'])
  })
})

describe('archives', () => {
  test('fetched, unpacked, gone', async () => {
    const { files } = await get(zipped('drops'))
    expect(files).toEqual([
      { role: 'encoder', name: 'z.encoder.onnx', ...factsOf(encoder), vouchedBy: 'manifest' },
      { role: 'decoder', name: 'z.decoder.onnx', ...factsOf(decoder), vouchedBy: 'manifest' },
    ])
    expect(await filesOf()).toEqual(['model.json', 'z.decoder.onnx', 'z.encoder.onnx'])
    const before = server.asked.length
    await get(zipped())
    expect(server.asked).toHaveLength(before)
  })

  test('an unpacking that was cut short begins with the archive that is there', async () => {
    await get(zipped())
    await rm(join(home, 'test-model', 'model.json'))
    await rm(join(home, 'test-model', 'z.decoder.onnx'))
    await writeFile(join(home, 'test-model', 'z.zip'), zip)
    const before = server.asked.length
    await get(zipped())
    expect(server.asked).toHaveLength(before)
    expect(await filesOf()).toEqual(['model.json', 'z.decoder.onnx', 'z.encoder.onnx'])
  })

  test('an archive without the members: a message, no model', async () => {
    const other = writeZip([
      { name: 'readme', data: Buffer.from('x'.repeat(zip.length)), isStored: true },
    ])
    server.put('z.zip', other.subarray(0, zip.length))
    expect(await errorOf(get(zipped('ranged', null)))).toMatchObject({ code: 'download_broken' })
    expect(await readModelRecord(home, 'test-model')).toBeNull()
  })
})

describe('before anything is asked', () => {
  test('a full disk', async () => {
    const freeBytes = async () => 1000
    expect(await errorOf(get(threeFiles(), { freeBytes }))).toMatchObject({
      code: 'disk_full',
      message: expect.stringMatching(/Test model needs \d+ MB in .*; 1 MB are free/),
    })
    expect(server.asked).toEqual([])
  })

  test('what has come needs no more room, what is unpacked does', async () => {
    const asFree = (bytes: number) => ({ freeBytes: async () => 64 * 2 ** 20 + bytes })
    expect(await errorOf(get(threeFiles(), asFree(279_999)))).toMatchObject({ code: 'disk_full' })
    await errorOf(get(threeFiles('stall'), { ...asFree(280_000), tries: 1 }))
    const received = await receivedBytes(threeFiles(), home)
    expect(received).toBeGreaterThan(0)
    await get(threeFiles(), asFree(280_000 - received))
    await removeModel(home, 'test-model')
    const needed = zip.length + 40_000
    expect(await errorOf(get(zipped(), asFree(needed - 1)))).toMatchObject({ code: 'disk_full' })
    await get(zipped(), asFree(needed))
  })

  test.each(['nonsense', 'file:///etc', 'https://user:secret@mirror.example'])(
    'mirror %s',
    async (mirror) => {
      const error = await errorOf(get(threeFiles(), { mirror }))
      expect(error).toMatchObject({ code: 'bad_input' })
      expect(JSON.stringify(error)).not.toContain('secret')
    },
  )

  test('proxy', async () => {
    expect(await errorOf(get(threeFiles(), { proxy: 'nonsense' }))).toMatchObject({
      code: 'bad_input',
    })
  })
})

describe('ways out', () => {
  const away = (entry: ManifestEntry) => ({
    ...entry,
    files: entry.files.map((file) => ({ ...file, url: `https://models.example/${file.name}` })),
  })

  test('a mirror takes the place of scheme and host and keeps the path', async () => {
    await get(away(threeFiles()), { mirror: `${server.origin}/ranged/` })
    expect(server.asked.map(({ path }) => path)).toEqual([
      '/ranged/e.onnx',
      '/ranged/e.onnx_data',
      '/ranged/d.onnx',
    ])
  })

  test('through a proxy', async () => {
    const seen: string[] = []
    const proxy = createServer((incoming, outgoing) => {
      seen.push(incoming.url ?? '')
      const { pathname } = new URL(incoming.url ?? '')
      const onward = request(
        `${server.origin}${pathname}`,
        { headers: incoming.headers },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
          answer.pipe(outgoing)
        },
      )
      onward.end()
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const { port } = proxy.address() as AddressInfo
    await get(threeFiles(), { proxy: `http://127.0.0.1:${port}` })
    expect(seen).toHaveLength(3)
    expect(seen[0]).toContain('/ranged/e.onnx')
    proxy.closeAllConnections()
    proxy.close()
  })
})

describe('stopped and gone on with', () => {
  test('discarded: nothing of a new model stays', async () => {
    await errorOf(get(stallsAtSecond(), { tries: 1 }))
    expect(await filesOf()).toContain('e.onnx_data.part')
    await discardDownload(threeFiles(), home)
    expect(await readdir(home)).toEqual([])
  })

  test('discarded: what was good of a model that was there stays', async () => {
    await get(threeFiles())
    await rm(join(home, 'test-model', 'e.onnx_data'))
    await errorOf(get(stallsAtSecond(), { tries: 1 }))
    expect(await filesOf()).toContain('e.onnx_data.part')
    await discardDownload(threeFiles(), home)
    expect((await filesOf()).filter((name) => name.includes('.onnx'))).toEqual(['d.onnx', 'e.onnx'])
  })

  test('kill -9 in the middle: the next run asks only for the rest', async () => {
    const entry = threeFiles('trickle')
    const script = fileURLToPath(new URL('fetching-process.ts', import.meta.url))
    const child = spawn(process.execPath, [script, JSON.stringify(entry), home], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    for await (const line of child.stdout) if (Number.parseInt(String(line), 10) > 30_000) break
    child.kill('SIGKILL')
    if (child.signalCode === null) await once(child, 'exit')
    expect(child.signalCode).toBe('SIGKILL')
    await expect(access(join(home, 'test-model', 'e.onnx'))).rejects.toThrow()
    const { size } = await stat(join(home, 'test-model', 'e.onnx.part'))
    expect(size).toBeGreaterThan(30_000)
    const before = server.asked.length
    await get(threeFiles('trickle'))
    const [first] = server.asked.slice(before)
    expect(first).toMatchObject({ path: '/trickle/e.onnx', range: `bytes=${size}-` })
    expect(first!.sent).toBe(encoder.length - size)
    expect(await readFile(join(home, 'test-model', 'e.onnx'))).toEqual(encoder)
    expect(await filesOf()).toEqual(['d.onnx', 'e.onnx', 'e.onnx_data', 'model.json'])
  })
})

/** The second file comes to a halt half-way. */
function stallsAtSecond(): ManifestEntry {
  const entry = threeFiles()
  const [first, second, third] = entry.files
  return {
    ...entry,
    files: [first!, { ...second!, url: `${server.origin}/stall/e.onnx_data` }, third!],
  }
}

function factsOf(bytes: Buffer) {
  return { bytes: bytes.length, sha256: sha256Of(bytes) }
}
