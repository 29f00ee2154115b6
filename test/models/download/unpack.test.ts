import { lstat, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isMember, unpackArchive, type UnpackOptions } from '#models/download/unpack'
import { dataBesideGraphs, type ArchiveMember } from '#models/manifest/entry'
import { sha256Of } from '../../fakes/download-server.ts'
import { errorOf } from './entries.ts'
import { writeZip, type ZipMember } from './zip-writer.ts'

const noise = (bytes: number, seed: number) =>
  Buffer.from(Uint8Array.from({ length: bytes }, (_, i) => 8 + ((i * i * seed) >> 3)))
const encoder = { name: 'm/a.encoder.onnx', data: noise(5000, 3) }
const decoder = { name: 'm/a.decoder.onnx', data: noise(3000, 5), isStored: true }
const unknown = { bytes: null, sha256: null }
const members: readonly ArchiveMember[] = [
  { role: 'encoder', match: '*encoder.onnx', ...unknown },
  { role: 'decoder', match: '*decoder.onnx', ...unknown },
  ...dataBesideGraphs,
]
let home = ''

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'reaseg-unpack-'))
})
afterEach(() => rm(home, { recursive: true }))

async function unpack(
  zip: readonly ZipMember[] | Buffer,
  wanted: readonly ArchiveMember[] = members,
  options: UnpackOptions = {},
) {
  const path = join(home, 'a.zip')
  await writeFile(path, Buffer.isBuffer(zip) ? zip : writeZip(zip))
  return unpackArchive(path, join(home, 'into'), wanted, options)
}

const placed = () => readdir(join(home, 'into')).catch(() => [])

describe('good archives', () => {
  test('only what is wanted comes out, without the folders of the archive', async () => {
    const found = await unpack([
      { name: 'm/', data: Buffer.alloc(0), isStored: true },
      { name: 'm/config.yaml', data: Buffer.from('type: x') },
      encoder,
      decoder,
      { name: '__MACOSX/m/._a.encoder.onnx', data: Buffer.from('x') },
    ])
    expect(found).toEqual([
      { role: 'encoder', name: 'a.encoder.onnx', bytes: 5000, sha256: sha256Of(encoder.data) },
      { role: 'decoder', name: 'a.decoder.onnx', bytes: 3000, sha256: sha256Of(decoder.data) },
    ])
    expect(await placed()).toEqual(['a.decoder.onnx', 'a.encoder.onnx'])
    expect(await readFile(join(home, 'into', 'a.encoder.onnx'))).toEqual(encoder.data)
  })

  test('weights beside a graph come with it under their own name, others stay', async () => {
    const found = await unpack([
      encoder,
      decoder,
      { name: 'm/a_data.bin', data: noise(900, 7) },
      { name: 'elsewhere/b_data.bin', data: noise(900, 9) },
    ])
    expect(found.at(-1)).toMatchObject({ role: 'data', name: 'a_data.bin', bytes: 900 })
    expect(await placed()).toEqual(['a.decoder.onnx', 'a.encoder.onnx', 'a_data.bin'])
  })

  test('progress counts all members', async () => {
    const told: number[] = []
    await unpack([encoder, decoder], members, { onProgress: (written) => told.push(written) })
    expect(told.at(-1)).toBe(8000)
  })

  test('names match whole, not in the middle', () => {
    expect(isMember('m/x.encoder.onnx', { match: '*encoder.onnx' })).toBe(true)
    expect(isMember('m/x.encoder.onnx.txt', { match: '*encoder.onnx' })).toBe(false)
    expect(isMember('m/encoderxonnx', { match: '*encoder.onnx' })).toBe(false)
    expect(isMember('encoder.onnx/readme', { match: '*encoder.onnx' })).toBe(false)
  })
})

describe('hostile and broken archives leave nothing', () => {
  const zeros = Buffer.alloc(2_000_000)
  test.each<[string, readonly ZipMember[] | Buffer, RegExp]>([
    [
      'a path that climbs out',
      [encoder, decoder, { ...encoder, name: '../../x.onnx' }],
      /relative path/,
    ],
    [
      'a wanted one that climbs out',
      [{ ...encoder, name: '../a.encoder.onnx' }, decoder],
      /relative/,
    ],
    ['an absolute path', [{ ...encoder, name: '/tmp/a.encoder.onnx' }, decoder], /absolute path/],
    ['a Windows path', [{ ...encoder, name: 'C:\\a.encoder.onnx' }, decoder], /invalid characters/],
    [
      'a backslash path',
      [{ ...encoder, name: 'm\\..\\..\\a.encoder.onnx' }, decoder],
      /characters/,
    ],
    [
      'a link',
      [encoder, decoder, { name: 'm/link', data: Buffer.from('/etc/passwd'), mode: 0o120777 }],
      /holds a link/,
    ],
    ['a bomb', [{ name: 'a.encoder.onnx', data: zeros }, decoder], /grow more than 100 times/],
    [
      'a bomb that claims to be small',
      [{ name: 'a.encoder.onnx', data: zeros, claimedBytes: 4000 }, decoder],
      /too many bytes/,
    ],
    [
      'claims more than it holds',
      [{ ...encoder, claimedBytes: 6000 }, decoder],
      /not enough bytes/,
    ],
    ['claims more, stored', [encoder, { ...decoder, claimedBytes: 3001 }], /size mismatch/],
    ['encrypted', [{ ...encoder, flags: 1 }, decoder], /encrypted/],
    ['without a member', [encoder], /holds no \*decoder\.onnx/],
    [
      'a member twice',
      [encoder, decoder, { ...encoder, name: 'n/b.encoder.onnx' }],
      /more than one/,
    ],
    [
      'the same name in two folders',
      [
        encoder,
        { ...decoder, name: 'n/a.decoder.onnx' },
        { name: 'm/x.data', data: noise(9, 1) },
        { name: 'n/x.data', data: noise(9, 2) },
      ],
      /x\.data more than once/,
    ],
    [
      'an LFS pointer inside',
      [{ ...encoder, data: Buffer.from('version https://git-lfs.github.com/spec') }, decoder],
      /LFS pointer/,
    ],
    ['cut in the middle', writeZip([encoder, decoder]).subarray(0, 4000), /cannot be unpacked/],
    ['no archive at all', Buffer.from('<html>no</html>'), /cannot be unpacked/],
  ])('%s', async (_, zip, message) => {
    expect(await errorOf(unpack(zip))).toMatchObject({
      code: 'download_broken',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/\.$/),
    })
    const left = (await placed()).filter((name) => !/^a\.(en|de)coder\.onnx$/.test(name))
    expect(left).toEqual([])
    expect(await readdir(home)).toEqual(expect.arrayContaining(['a.zip']))
    expect(await lstat(join(home, 'x.onnx')).catch(() => null)).toBeNull()
  })

  test('many entries', async () => {
    const many = Array.from({ length: 30 }, (_, i) => ({ name: `f${i}`, data: noise(3, i) }))
    expect(
      await errorOf(unpack([encoder, decoder, ...many], members, { limits: { entries: 20 } })),
    ).toMatchObject({ message: expect.stringContaining('holds 32 files') })
  })

  test('more bytes than there may be', async () => {
    const work = unpack([encoder, decoder], members, { limits: { bytes: 7999 } })
    expect(await errorOf(work)).toMatchObject({ message: expect.stringContaining('8000 bytes') })
  })

  test('sizes and digests of the manifest hold', async () => {
    const [first, ...rest] = members
    const longer = [{ ...first!, bytes: 5001 }, ...rest]
    expect(await errorOf(unpack([encoder, decoder], longer))).toMatchObject({
      message: expect.stringMatching(/a\.encoder\.onnx.* 5000 bytes instead of 5001/),
    })
    const other = [{ ...first!, sha256: sha256Of(decoder.data) }, ...rest]
    expect(await errorOf(unpack([encoder, decoder], other))).toMatchObject({
      message: expect.stringContaining('SHA-256 differs'),
    })
    expect(await placed()).toEqual([])
  })

  test('stopped', async () => {
    const stop = new AbortController()
    const work = unpack([encoder, decoder], members, {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    })
    expect(await errorOf(work)).toMatchObject({ code: 'cancelled' })
    expect((await placed()).filter((name) => name.includes('.new'))).toEqual([])
  })
})
