import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  access,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises'
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
import { removeModel } from '#models/download/model-record'
import type { ManifestEntry } from '#models/manifest/entry'
import type { DownloadServer } from '../../fakes/download-server.ts'
import { errorOf } from './entries.ts'
import {
  encoder,
  stallsAtSecond,
  startModelServer,
  threeFiles,
  zip,
  zipped,
} from './three-files.ts'

let home = ''
let server: DownloadServer

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'reaseg-models-'))
  server = await startModelServer()
})

afterEach(async () => {
  await server.close()
  await rm(home, { recursive: true })
})

const quick: DownloadOptions = { proxy: null, pauseMs: 1, tries: 3, stallMs: 1000 }

const get = (entry: ManifestEntry, options: DownloadOptions = {}) =>
  downloadModel(entry, home, { ...quick, ...options })

const filesOf = (id = 'test-model') => readdir(join(home, id))

describe('before anything is asked', () => {
  test('a full disk', async () => {
    const freeBytes = async () => 1000
    expect(await errorOf(get(threeFiles(server), { freeBytes }))).toMatchObject({
      code: 'disk_full',
      message: expect.stringMatching(/Test model needs \d+ MB in .*; 1 MB are free/),
    })
    expect(server.asked).toEqual([])
  })

  test('what has come needs no more room, what is unpacked does', async () => {
    const asFree = (bytes: number) => ({ freeBytes: async () => 64 * 2 ** 20 + bytes })
    expect(await errorOf(get(threeFiles(server), asFree(279_999)))).toMatchObject({
      code: 'disk_full',
    })
    await errorOf(get(threeFiles(server, 'stall'), { ...asFree(280_000), tries: 1 }))
    const received = await receivedBytes(threeFiles(server), home)
    expect(received).toBeGreaterThan(0)
    await get(threeFiles(server), asFree(280_000 - received))
    await removeModel(home, 'test-model')
    const needed = zip.length + 40_000
    expect(await errorOf(get(zipped(server), asFree(needed - 1)))).toMatchObject({
      code: 'disk_full',
    })
    await get(zipped(server), asFree(needed))
  })

  test.each(['nonsense', 'file:///etc', 'https://user:secret@mirror.example'])(
    'mirror %s',
    async (mirror) => {
      const error = await errorOf(get(threeFiles(server), { mirror }))
      expect(error).toMatchObject({ code: 'bad_input' })
      expect(JSON.stringify(error)).not.toContain('secret')
    },
  )

  test('proxy', async () => {
    expect(await errorOf(get(threeFiles(server), { proxy: 'nonsense' }))).toMatchObject({
      code: 'bad_input',
    })
  })
})

describe('two programs at once', () => {
  const lock = () => join(home, 'test-model', 'model.lock')

  test('the second is told, and the first undisturbed', async () => {
    await mkdir(join(home, 'test-model'))
    // A process that surely lives and is not this one.
    await writeFile(lock(), String(process.ppid))
    expect(await errorOf(get(threeFiles(server)))).toMatchObject({
      code: 'download_failed',
      message: expect.stringContaining(`process ${process.ppid}`),
    })
    expect(server.asked).toEqual([])
    expect(await readFile(lock(), 'utf8')).toBe(String(process.ppid))
  })

  test.each([
    ['a process that is gone', '999999999', new Date()],
    ['one that has not stirred for long', String(process.ppid), new Date(0)],
    ['rubbish', 'x', new Date()],
  ])('the lock of %s is taken over', async (_, holder, at) => {
    await mkdir(join(home, 'test-model'))
    await writeFile(lock(), holder)
    await utimes(lock(), at, at)
    await get(threeFiles(server))
    expect(await filesOf()).not.toContain('model.lock')
  })

  test('a folder that may not be written', async () => {
    await writeFile(join(home, 'test-model'), '')
    expect(await errorOf(get(threeFiles(server)))).toMatchObject({
      code: 'file_unreadable',
      message: expect.stringContaining(join(home, 'test-model')),
    })
  })
})

describe('ways out', () => {
  const away = (entry: ManifestEntry) => ({
    ...entry,
    files: entry.files.map((file) => ({ ...file, url: `https://models.example/${file.name}` })),
  })

  test('a mirror takes the place of scheme and host and keeps the path', async () => {
    await get(away(threeFiles(server)), { mirror: `${server.origin}/ranged/` })
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
    await get(threeFiles(server), { proxy: `http://127.0.0.1:${port}` })
    expect(seen).toHaveLength(3)
    expect(seen[0]).toContain('/ranged/e.onnx')
    proxy.closeAllConnections()
    proxy.close()
  })
})

describe('stopped and gone on with', () => {
  test('discarded: nothing of a new model stays', async () => {
    await errorOf(get(stallsAtSecond(server), { tries: 1 }))
    expect(await filesOf()).toContain('e.onnx_data.part')
    await discardDownload(threeFiles(server), home)
    expect(await readdir(home)).toEqual([])
  })

  test('discarded: what was good of a model that was there stays', async () => {
    await get(threeFiles(server))
    await rm(join(home, 'test-model', 'e.onnx_data'))
    await errorOf(get(stallsAtSecond(server), { tries: 1 }))
    expect(await filesOf()).toContain('e.onnx_data.part')
    await discardDownload(threeFiles(server), home)
    expect((await filesOf()).filter((name) => name.includes('.onnx'))).toEqual(['d.onnx', 'e.onnx'])
  })

  test('kill -9 in the middle: the next run asks only for the rest', async () => {
    const entry = threeFiles(server, 'trickle')
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
    await get(threeFiles(server, 'trickle'), { stallMs: 20_000 })
    const [first] = server.asked.slice(before)
    expect(first).toMatchObject({ path: '/trickle/e.onnx', range: `bytes=${size}-` })
    expect(first!.sent).toBe(encoder.length - size)
    expect(await readFile(join(home, 'test-model', 'e.onnx'))).toEqual(encoder)
    expect(await filesOf()).toEqual(['d.onnx', 'e.onnx', 'e.onnx_data', 'model.json'])
  })
})
