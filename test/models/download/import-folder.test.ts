import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { downloadModel } from '#models/download/download-model'
import { importModel } from '#models/download/import-folder'
import { readModelRecord } from '#models/download/model-record'
import { dataBesideGraphs, type ManifestEntry } from '#models/manifest/entry'
import { sha256Of } from '../../fakes/download-server.ts'
import { modelBytes, testEntry, testFile, errorOf } from './entries.ts'
import { writeZip } from './zip-writer.ts'

const encoder = modelBytes(5000, 3)
const weights = modelBytes(3000, 5)
const zip = writeZip([
  { name: 'm/z.encoder.onnx', data: encoder },
  { name: 'm/z.decoder.onnx', data: weights },
])
const loose = testEntry({
  files: [
    testFile('https://models.example', 'e.onnx', encoder),
    testFile('https://models.example', 'e.onnx_data', weights, 'data'),
  ],
})
const packed: ManifestEntry = testEntry({
  archives: [
    {
      name: 'z.zip',
      url: 'https://models.example/z.zip',
      bytes: zip.length,
      sha256: sha256Of(zip),
      members: [
        { role: 'encoder', match: '*encoder.onnx', bytes: 5000, sha256: sha256Of(encoder) },
        { role: 'decoder', match: '*decoder.onnx', bytes: null, sha256: null },
        ...dataBesideGraphs,
      ],
    },
  ],
})
let home = ''
let models = ''

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'reaseg-import-'))
  models = join(home, 'models')
})
afterEach(() => rm(home, { recursive: true }))

async function lay(files: Readonly<Record<string, Buffer>>): Promise<string> {
  const from = join(home, 'stick')
  await mkdir(from)
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(from, name)), { recursive: true })
    await writeFile(join(from, name), bytes)
  }
  return from
}

const kept = () => readdir(join(models, 'test-model')).catch(() => [])

describe('importing', () => {
  test('files by their names, in the folder and one below', async () => {
    const from = await lay({ 'e.onnx': encoder, 'onnx/e.onnx_data': weights, 'readme.md': zip })
    const record = await importModel(loose, from, models)
    expect(record).toMatchObject({ host: null, files: [{ role: 'encoder' }, { role: 'data' }] })
    expect(await kept()).toEqual(['e.onnx', 'e.onnx_data', 'model.json'])
    expect(await readFile(join(models, 'test-model', 'e.onnx_data'))).toEqual(weights)
    expect(await readModelRecord(models, 'test-model')).toEqual(record)
    expect(await readdir(from)).toHaveLength(3)
  })

  test('an imported model needs no download', async () => {
    await importModel(loose, await lay({ 'e.onnx': encoder, 'e.onnx_data': weights }), models)
    expect(await downloadModel(loose, models, { proxy: null })).toMatchObject({ host: null })
  })

  test('a folder of links, as the caches of hubs are', async () => {
    const from = await lay({ 'blobs/deep/1': encoder, 'e.onnx_data': weights })
    await symlink(join(from, 'blobs', 'deep', '1'), join(from, 'e.onnx'))
    await importModel(loose, from, models)
    expect(await readFile(join(models, 'test-model', 'e.onnx'))).toEqual(encoder)
  })

  test('the archive', async () => {
    await importModel(packed, await lay({ 'z.zip': zip }), models)
    expect(await kept()).toEqual(['model.json', 'z.decoder.onnx', 'z.encoder.onnx'])
  })

  test('its members, unpacked by the user, with weights beside them', async () => {
    const files = { 'm/z.encoder.onnx': encoder, 'm/z.decoder.onnx': weights, 'm/z_data.bin': zip }
    const record = await importModel(packed, await lay(files), models)
    expect(record.files.map(({ name, vouchedBy }) => [name, vouchedBy])).toEqual([
      ['z.encoder.onnx', 'manifest'],
      ['z.decoder.onnx', 'nobody'],
      ['z_data.bin', 'nobody'],
    ])
  })
})

describe('what cannot be imported', () => {
  test.each<[string, ManifestEntry, Readonly<Record<string, Buffer>>, string, RegExp]>([
    [
      'a file that is missing',
      loose,
      { 'e.onnx': encoder },
      'file_missing',
      /e\.onnx_data is not in/,
    ],
    ['too deep', loose, { 'a/b/e.onnx': encoder }, 'file_missing', /e\.onnx is not in/],
    ['neither archive nor members', packed, {}, 'file_missing', /z\.zip or \*encoder\.onnx/],
    [
      'other bytes',
      loose,
      { 'e.onnx': Buffer.from(encoder).fill(9) },
      'download_broken',
      /SHA-256/,
    ],
    [
      'cut',
      loose,
      { 'e.onnx': encoder.subarray(0, 99) },
      'download_broken',
      /99 bytes instead of 5000/,
    ],
    ['a page', loose, { 'e.onnx': Buffer.from('<html>') }, 'download_broken', /web page/],
    [
      'a pointer',
      loose,
      { 'e.onnx': Buffer.from('version https://git-lfs.x/') },
      'download_broken',
      /LFS/,
    ],
    [
      'a cut archive',
      packed,
      { 'z.zip': zip.subarray(0, 900) },
      'download_broken',
      /900 bytes instead/,
    ],
    [
      'two of a name',
      loose,
      { 'a/e.onnx': encoder, 'b/e.onnx': encoder },
      'bad_input',
      /more than once/,
    ],
  ])('%s', async (_, entry, files, code, message) => {
    expect(await errorOf(importModel(entry, await lay(files), models))).toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/\.$/),
    })
    expect((await kept()).filter((name) => name !== 'e.onnx')).toEqual([])
    expect(await readModelRecord(models, 'test-model')).toBeNull()
  })

  test('no folder', async () => {
    expect(await errorOf(importModel(loose, join(home, 'none'), models))).toMatchObject({
      code: 'file_missing',
      message: expect.stringContaining(join(home, 'none')),
    })
  })

  test('a file instead of a folder', async () => {
    const from = await lay({ 'e.onnx': encoder })
    expect(await errorOf(importModel(loose, join(from, 'e.onnx'), models))).toMatchObject({
      code: 'file_unreadable',
    })
  })

  test('stopped: nothing is placed', async () => {
    const from = await lay({ 'e.onnx': encoder, 'e.onnx_data': weights })
    const work = importModel(loose, from, models, { signal: AbortSignal.abort() })
    expect(await errorOf(work)).toMatchObject({ code: 'cancelled' })
    expect(await kept()).toEqual([])
  })
})
