import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readModelRecord, removeModel } from '#models/download/model-record'
import type { FetchProgress } from '#models/download/speed'
import { sha256Of } from '../../fakes/download-server.ts'
import { errorOf } from './entries.ts'
import { decoder, encoder, modelPlace, threeFiles, weights, zip, zipped } from './three-files.ts'
import { writeZip } from './zip-writer.ts'

const place = modelPlace()
const { get, filesOf } = place

describe('a model of several files', () => {
  test('all in its folder, data beside its graph, the record last', async () => {
    const record = await get(threeFiles(place.server))
    const at = (name: string) => `${place.server.origin}/ranged/${name}`
    expect(record).toMatchObject({ id: 'test-model', host: new URL(place.server.origin).host })
    expect(record.files).toEqual([
      {
        role: 'encoder',
        name: 'e.onnx',
        source: at('e.onnx'),
        ...factsOf(encoder),
        vouchedBy: 'manifest',
      },
      {
        role: 'data',
        name: 'e.onnx_data',
        source: at('e.onnx_data'),
        ...factsOf(weights),
        vouchedBy: 'manifest',
      },
      {
        role: 'decoder',
        name: 'd.onnx',
        source: at('d.onnx'),
        ...factsOf(decoder),
        vouchedBy: 'manifest',
      },
    ])
    expect(await filesOf()).toEqual(['d.onnx', 'e.onnx', 'e.onnx_data', 'model.json'])
    expect(await readModelRecord(place.home, 'test-model')).toEqual(record)
    expect(Number.isNaN(Date.parse(record.fetchedAt))).toBe(false)
  })

  test('progress is summed', async () => {
    const told: FetchProgress[] = []
    await get(threeFiles(place.server, 'trickle'), {
      onProgress: (progress) => told.push(progress),
    })
    const received = told.map((one) => one.received)
    expect(received).toEqual(received.toSorted((a, b) => a - b))
    expect(told.at(-1)).toMatchObject({ received: 280_000, total: 280_000 })
  })

  test('there already: nothing is asked', async () => {
    const record = await get(threeFiles(place.server))
    const before = place.server.asked.length
    expect(await get(threeFiles(place.server))).toEqual(record)
    expect(place.server.asked).toHaveLength(before)
  })

  test('a file that went bad is fetched again, the good ones are not', async () => {
    await get(threeFiles(place.server))
    await writeFile(join(place.home, 'test-model', 'e.onnx_data'), Buffer.alloc(weights.length))
    const before = place.server.asked.length
    await get(threeFiles(place.server))
    expect(place.server.asked.slice(before).map(({ path }) => path)).toEqual([
      '/ranged/e.onnx_data',
    ])
    expect(await readFile(join(place.home, 'test-model', 'e.onnx_data'))).toEqual(weights)
  })

  test('a new address in the manifest is another model: old pins do not hold', async () => {
    await get(threeFiles(place.server, 'ranged', false))
    for (const name of ['e.onnx', 'e.onnx_data', 'd.onnx']) place.server.put(name, zip)
    const { files } = await get(threeFiles(place.server, 'no-range', false))
    expect(files.map(({ sha256 }) => sha256)).toEqual(Array(3).fill(sha256Of(zip)))
  })

  test('one that fails leaves no model, and the others are kept for the next time', async () => {
    const entry = threeFiles(place.server)
    const [first, second, third] = entry.files
    const broken = {
      ...entry,
      files: [first!, second!, { ...third!, url: `${place.server.origin}/page` }],
    }
    expect(await errorOf(get(broken))).toMatchObject({ code: 'download_broken' })
    expect(await readModelRecord(place.home, 'test-model')).toBeNull()
    const before = place.server.asked.length
    await get(entry)
    expect(place.server.asked.slice(before).map(({ path }) => path)).toEqual(['/ranged/d.onnx'])
  })

  test('removed: nothing stays', async () => {
    await get(threeFiles(place.server))
    await removeModel(place.home, 'test-model')
    expect(await readdir(place.home)).toEqual([])
  })
})

describe('digests nobody stated', () => {
  test('are pinned by the first download and hold from then on', async () => {
    const entry = threeFiles(place.server, 'ranged', false)
    const record = await get(entry)
    expect(record.files.map(({ vouchedBy }) => vouchedBy)).toEqual(['nobody', 'nobody', 'nobody'])
    await rm(join(place.home, 'test-model', 'd.onnx'))
    place.server.put('d.onnx', Buffer.from(decoder).fill(9))
    expect(await errorOf(get(entry))).toMatchObject({
      code: 'download_broken',
      message: expect.stringContaining('d.onnx'),
    })
    place.server.put('d.onnx', decoder)
    expect(await get(entry)).toMatchObject({ files: record.files })
  })

  test('files that were whole when it stopped are not fetched again', async () => {
    const entry = threeFiles(place.server, 'ranged', false)
    const [first, second, third] = entry.files
    await errorOf(
      get({
        ...entry,
        files: [first!, second!, { ...third!, url: `${place.server.origin}/missing/d.onnx` }],
      }),
    )
    const before = place.server.asked.length
    await get(entry)
    expect(place.server.asked.slice(before).map(({ path }) => path)).toEqual(['/ranged/d.onnx'])
  })

  test('a digest from the host is told as such', async () => {
    const { files } = await get(threeFiles(place.server, 'redirect', false))
    expect(files.map(({ vouchedBy }) => vouchedBy)).toEqual(['host', 'host', 'host'])
  })
})

describe('archives', () => {
  test('fetched, unpacked, gone', async () => {
    const { files } = await get(zipped(place.server, 'drops'))
    const source = `${place.server.origin}/drops/z.zip`
    expect(files).toEqual([
      {
        role: 'encoder',
        name: 'z.encoder.onnx',
        source,
        ...factsOf(encoder),
        vouchedBy: 'manifest',
      },
      {
        role: 'decoder',
        name: 'z.decoder.onnx',
        source,
        ...factsOf(decoder),
        vouchedBy: 'manifest',
      },
    ])
    expect(await filesOf()).toEqual(['model.json', 'z.decoder.onnx', 'z.encoder.onnx'])
    const before = place.server.asked.length
    await get(zipped(place.server, 'drops'))
    expect(place.server.asked).toHaveLength(before)
  })

  test('an unpacking that was cut short begins with the archive that is there', async () => {
    await get(zipped(place.server))
    await rm(join(place.home, 'test-model', 'model.json'))
    await rm(join(place.home, 'test-model', 'z.decoder.onnx'))
    await writeFile(join(place.home, 'test-model', 'z.zip'), zip)
    const before = place.server.asked.length
    await get(zipped(place.server))
    expect(place.server.asked).toHaveLength(before)
    expect(await filesOf()).toEqual(['model.json', 'z.decoder.onnx', 'z.encoder.onnx'])
  })

  test('an archive without the members: a message, no model', async () => {
    const other = writeZip([
      { name: 'readme', data: Buffer.from('x'.repeat(zip.length)), isStored: true },
    ])
    place.server.put('z.zip', other.subarray(0, zip.length))
    expect(await errorOf(get(zipped(place.server, 'ranged', null)))).toMatchObject({
      code: 'download_broken',
    })
    expect(await readModelRecord(place.home, 'test-model')).toBeNull()
  })
})

function factsOf(bytes: Buffer) {
  return { bytes: bytes.length, sha256: sha256Of(bytes) }
}
