import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { discardDownload, receivedBytes } from '#models/download/download-model'
import { removeModel } from '#models/download/model-record'
import type { ManifestEntry } from '#models/manifest/entry'
import { errorOf } from './entries.ts'
import { encoder, modelPlace, stallsAtSecond, threeFiles, zip, zipped } from './three-files.ts'

const place = modelPlace()
const { get, filesOf } = place

describe('before anything is asked', () => {
  test('a full disk', async () => {
    const freeBytes = async () => 1000
    expect(await errorOf(get(threeFiles(place.server), { freeBytes }))).toMatchObject({
      code: 'disk_full',
      message: expect.stringMatching(/Test model needs \d+ MB in .*; 1 MB are free/),
    })
    expect(place.server.asked).toEqual([])
  })

  test('what has come needs no more room, what is unpacked does', async () => {
    const asFree = (bytes: number) => ({ freeBytes: async () => 64 * 2 ** 20 + bytes })
    expect(await errorOf(get(threeFiles(place.server), asFree(279_999)))).toMatchObject({
      code: 'disk_full',
    })
    await errorOf(get(threeFiles(place.server, 'stall'), { ...asFree(280_000), tries: 1 }))
    const received = await receivedBytes(threeFiles(place.server), place.home)
    expect(received).toBeGreaterThan(0)
    await get(threeFiles(place.server), asFree(280_000 - received))
    await removeModel(place.home, 'test-model')
    const needed = zip.length + 40_000
    expect(await errorOf(get(zipped(place.server), asFree(needed - 1)))).toMatchObject({
      code: 'disk_full',
    })
    await get(zipped(place.server), asFree(needed))
  })

  test.each(['nonsense', 'file:///etc', 'https://user:secret@mirror.example'])(
    'mirror %s',
    async (mirror) => {
      const error = await errorOf(get(threeFiles(place.server), { mirror }))
      expect(error).toMatchObject({ code: 'bad_input' })
      expect(JSON.stringify(error)).not.toContain('secret')
    },
  )

  test('proxy', async () => {
    expect(await errorOf(get(threeFiles(place.server), { proxy: 'nonsense' }))).toMatchObject({
      code: 'bad_input',
    })
  })
})

describe('two programs at once', () => {
  const lock = () => join(place.home, 'test-model', 'model.lock')

  test('the second is told, and the first undisturbed', async () => {
    await mkdir(join(place.home, 'test-model'))
    // A process that surely lives and is not this one.
    await writeFile(lock(), String(process.ppid))
    expect(await errorOf(get(threeFiles(place.server)))).toMatchObject({
      code: 'download_failed',
      message: expect.stringContaining(`process ${process.ppid}`),
    })
    expect(place.server.asked).toEqual([])
    expect(await readFile(lock(), 'utf8')).toBe(String(process.ppid))
  })

  test.each([
    ['a process that is gone', '999999999', new Date()],
    ['one that has not stirred for long', String(process.ppid), new Date(0)],
    ['rubbish', 'x', new Date()],
  ])('the lock of %s is taken over', async (_, holder, at) => {
    await mkdir(join(place.home, 'test-model'))
    await writeFile(lock(), holder)
    await utimes(lock(), at, at)
    await get(threeFiles(place.server))
    expect(await filesOf()).not.toContain('model.lock')
  })

  test('a folder that may not be written', async () => {
    await writeFile(join(place.home, 'test-model'), '')
    expect(await errorOf(get(threeFiles(place.server)))).toMatchObject({
      code: 'file_unreadable',
      message: expect.stringContaining(join(place.home, 'test-model')),
    })
  })
})

describe('ways out', () => {
  const away = (entry: ManifestEntry) => ({
    ...entry,
    files: entry.files.map((file) => ({ ...file, url: `https://models.example/${file.name}` })),
  })

  test('a mirror takes the place of scheme and host and keeps the path', async () => {
    await get(away(threeFiles(place.server)), { mirror: `${place.server.origin}/ranged/` })
    expect(place.server.asked.map(({ path }) => path)).toEqual([
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
        `${place.server.origin}${pathname}`,
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
    await get(threeFiles(place.server), { proxy: `http://127.0.0.1:${port}` })
    expect(seen).toHaveLength(3)
    expect(seen[0]).toContain('/ranged/e.onnx')
    proxy.closeAllConnections()
    proxy.close()
  })
})

describe('stopped and gone on with', () => {
  test('discarded: nothing of a new model stays', async () => {
    await errorOf(get(stallsAtSecond(place.server), { tries: 1 }))
    expect(await filesOf()).toContain('e.onnx_data.part')
    await discardDownload(threeFiles(place.server), place.home)
    expect(await readdir(place.home)).toEqual([])
  })

  test('discarded: what was good of a model that was there stays', async () => {
    await get(threeFiles(place.server))
    await rm(join(place.home, 'test-model', 'e.onnx_data'))
    await errorOf(get(stallsAtSecond(place.server), { tries: 1 }))
    expect(await filesOf()).toContain('e.onnx_data.part')
    await discardDownload(threeFiles(place.server), place.home)
    expect((await filesOf()).filter((name) => name.includes('.onnx'))).toEqual(['d.onnx', 'e.onnx'])
  })

  test('kill -9 in the middle: the next run asks only for the rest', async () => {
    const entry = threeFiles(place.server, 'trickle')
    const script = fileURLToPath(new URL('fetching-process.ts', import.meta.url))
    const child = spawn(process.execPath, [script, JSON.stringify(entry), place.home], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    for await (const line of child.stdout) if (Number.parseInt(String(line), 10) > 30_000) break
    child.kill('SIGKILL')
    if (child.signalCode === null) await once(child, 'exit')
    expect(child.signalCode).toBe('SIGKILL')
    await expect(access(join(place.home, 'test-model', 'e.onnx'))).rejects.toThrow()
    const { size } = await stat(join(place.home, 'test-model', 'e.onnx.part'))
    expect(size).toBeGreaterThan(30_000)
    const before = place.server.asked.length
    await get(threeFiles(place.server, 'trickle'), { stallMs: 20_000 })
    const [first] = place.server.asked.slice(before)
    expect(first).toMatchObject({ path: '/trickle/e.onnx', range: `bytes=${size}-` })
    expect(first!.sent).toBe(encoder.length - size)
    expect(await readFile(join(place.home, 'test-model', 'e.onnx'))).toEqual(encoder)
    expect(await filesOf()).toEqual(['d.onnx', 'e.onnx', 'e.onnx_data', 'model.json'])
  })
})
