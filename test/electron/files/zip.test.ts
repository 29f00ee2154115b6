import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, readdir, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { problemOfNames } from '#electron/files/zip-names'
import { openZip } from '#electron/files/zip-read'
import { writeZip } from '#electron/files/zip-write'
import { AppFailure } from '#models/failure'
import { randomFrom } from '../../soak/random.ts'
import { rounds } from '../../soak/scale.ts'

let folder = ''
let path = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reaseg-zip-'))
  path = join(folder, 'a.zip')
})

async function unpackAll(from = path): Promise<string> {
  const to = await mkdtemp(join(tmpdir(), 'reaseg-unzip-'))
  const zip = await openZip(from)
  try {
    for (const { name } of zip.files) await zip.extract(name, to)
  } finally {
    zip.close()
  }
  return to
}

test('what was packed comes back, in its order and bit for bit', async () => {
  const photo = join(folder, 'photo.jpg')
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * i) % 251))
  await writeFile(photo, bytes)
  await writeZip(path, [
    { name: 'images/蝸牛 🐌.jpg', path: photo },
    { name: 'empty', data: '' },
    { name: 'text.json', data: '{"é":1}'.repeat(1000) },
  ])
  const zip = await openZip(path)
  expect(zip.files.map(({ name, bytes: count }) => [name, count])).toEqual([
    ['images/蝸牛 🐌.jpg', 200_000],
    ['empty', 0],
    ['text.json', 8000],
  ])
  expect(await zip.read('text.json', 8000)).toEqual(Buffer.from('{"é":1}'.repeat(1000)))
  await expect(zip.read('text.json', 7999)).rejects.toThrow('has more than 7999 bytes')
  await expect(zip.read('other', 10)).rejects.toThrow('holds no file other')
  zip.close()
  const to = await unpackAll()
  expect(await readFile(join(to, 'images', '蝸牛 🐌.jpg'))).toEqual(bytes)
})

test('the same parts give the same bytes', async () => {
  const digest = async () => {
    await writeZip(path, [
      { name: 'a', data: 'b' },
      { name: 'c.txt', data: 'd'.repeat(9999) },
    ])
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
  }
  expect(await digest()).toBe(await digest())
})

test('a part that is not there, or no file, leaves nothing behind', async () => {
  await mkdir(join(folder, 'sub'))
  for (const from of [join(folder, 'gone'), join(folder, 'sub')])
    await expect(
      writeZip(path, [
        { name: 'a', data: 'x' },
        { name: 'b', path: from },
      ]),
    ).rejects.toBeInstanceOf(AppFailure)
  expect(await readdir(folder)).toEqual(['sub'])
})

test('an archive that is there stays where it may not be replaced', async () => {
  await writeFile(path, 'mine')
  await expect(
    writeZip(path, [{ name: 'a', data: 'x' }], { overwrite: false }),
  ).rejects.toMatchObject({ error: { code: 'file_exists' } })
  expect(await readFile(path, 'utf8')).toBe('mine')
})

const badNames = [
  ['../a', 'leads out of it'],
  ['a/../../b', 'leads out of it'],
  ['/etc/passwd', 'leads out of it'],
  ['a//b', 'cannot keep'],
  ['./a', 'cannot keep'],
  ['a\\b', 'cannot keep'],
  ['C:/a', 'cannot keep'],
  ['a:stream', 'cannot keep'],
  ['a\0b', 'cannot keep'],
  ['con.txt', 'cannot keep'],
  ['dir /a', 'cannot keep'],
  ['a.', 'cannot keep'],
  ['', 'cannot keep'],
  ['x'.repeat(1025), 'cannot keep'],
] as const

test.each(badNames)('the name %j is not taken', async (name, words) => {
  expect(problemOfNames([name])).toContain(words)
  await expect(writeZip(path, [{ name, data: '' }])).rejects.toThrow(words)
})

const meeting = [
  [['a', 'b', 'A'], 'two of its files are called A'],
  [['é', 'e\u{301}'], 'two of its files'],
  [['a/b/c', 'A/b'], 'A/b is a file of it and a folder'],
  [['a', 'a/b'], 'a is a file of it and a folder'],
] as const

test.each(meeting)('the names %j meet', (names, words) => {
  expect(problemOfNames(names)).toContain(words)
})

test('names that are told apart are taken', () => {
  expect(problemOfNames(['a/b', 'a/c', 'ab', '.hidden', 'a b.txt', '蝸/🐌'])).toBeNull()
})

/** An archive as others make them: an entry's name, mode and bytes are what one likes. */
async function writeForeign(
  entries: readonly { name: string; data?: string | Buffer; mode?: number }[],
  change: (bytes: Buffer) => Buffer = (bytes) => bytes,
): Promise<void> {
  const zip = new ZipFile()
  for (const { name, data = 'x', mode = 0o100644 } of entries)
    zip.addBuffer(Buffer.from(data), name, { mode })
  zip.end()
  const pieces: Buffer[] = []
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer)
  await writeFile(path, change(Buffer.concat(pieces)))
}

/** All of one text replaced by another of its length. */
function swap(from: string, to: string) {
  return (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1')
}

const hostile = [
  [
    'a path that leads outside',
    () => writeForeign([{ name: 'aa/b' }], swap('aa/b', '../b')),
    'relative path',
  ],
  [
    'an absolute path',
    () => writeForeign([{ name: 'aa/b' }], swap('aa/b', '/a/b')),
    'absolute path',
  ],
  [
    'a backslash',
    () => writeForeign([{ name: 'aa/b' }], swap('aa/b', '..\\b')),
    'invalid characters',
  ],
  ['a drive', () => writeForeign([{ name: 'aab' }], swap('aab', 'a:b')), 'absolute path'],
  ['a link', () => writeForeign([{ name: 'a', mode: 0o120777 }]), 'is a link or a device'],
  ['a device', () => writeForeign([{ name: 'a', mode: 0o060644 }]), 'is a link or a device'],
  [
    'one name twice',
    () => writeForeign([{ name: 'aa' }, { name: 'ab' }], swap('ab', 'aa')),
    'two of its files',
  ],
  [
    'a file that is a folder, too',
    () => writeForeign([{ name: 'a' }, { name: 'ab/c' }], swap('ab/c', 'a//c')),
    'cannot keep',
  ],
  ['no archive', () => writeFile(path, 'PK nothing of the kind'), 'not taken'],
  ['nothing', () => writeFile(path, ''), 'not taken'],
] as const

test.each(hostile)('%s is refused before anything is unpacked', async (_, make, words) => {
  await make()
  await expect(openZip(path)).rejects.toThrow(words)
  await expect(openZip(path)).rejects.toBeInstanceOf(AppFailure)
})

test('a bomb, too many files and too many bytes are refused', async () => {
  await writeForeign([{ name: 'zeros', data: Buffer.alloc(70 << 20) }, { name: 'b' }])
  await expect(openZip(path)).rejects.toThrow('would grow to')
  await expect(openZip(path, { ratio: 2000, entries: 1 })).rejects.toThrow('holds 2 files')
  await expect(openZip(path, { ratio: 2000, bytes: 1000 })).rejects.toThrow('would grow to')
  ;(await openZip(path, { ratio: 2000 })).close()
})

/** Of the only entry, in the table at the end: sizes at 20 and 24, the checksum at 16, the place at 42. */
function inTable(offset: number, value: number) {
  return (bytes: Buffer) => {
    const at = bytes.indexOf('PK\u0001\u0002', 0, 'latin1')
    bytes.writeUInt32LE(value, at + offset)
    return bytes
  }
}

const lies = [
  ['more bytes than it says', inTable(24, 10)],
  ['fewer bytes than it says', inTable(24, 100_000)],
  ['another checksum', inTable(16, 12345)],
  ['packed bytes that are cut off', inTable(20, 5)],
] as const

test.each(lies)('a file with %s is told and read no further', async (_, change) => {
  await writeForeign([{ name: 'a', data: 'hello '.repeat(1000) }], change)
  const zip = await openZip(path)
  await expect(zip.read('a', 1 << 20)).rejects.toMatchObject({ error: { code: 'bad_input' } })
  const to = await mkdtemp(join(tmpdir(), 'reaseg-unzip-'))
  await expect(zip.extract('a', to)).rejects.toMatchObject({ error: { code: 'bad_input' } })
  zip.close()
})

test('files that share their bytes are refused', async () => {
  await writeForeign([{ name: 'a', data: 'x'.repeat(100) }, { name: 'b' }], (bytes) => {
    const last = bytes.lastIndexOf('PK\u0001\u0002', undefined, 'latin1')
    bytes.writeUInt32LE(0, last + 42)
    return bytes
  })
  await expect(openZip(path)).rejects.toThrow('lies within another')
})

test('nothing that is there is written over, nor through a link', async () => {
  await writeZip(path, [{ name: 'a', data: 'new' }])
  const target = join(folder, 'target')
  await writeFile(target, 'old')
  const to = await mkdtemp(join(tmpdir(), 'reaseg-unzip-'))
  await symlink(target, join(to, 'a'))
  const zip = await openZip(path)
  await expect(zip.extract('a', to)).rejects.toMatchObject({ error: { code: 'file_exists' } })
  await expect(zip.extract('a', to, AbortSignal.abort())).rejects.toMatchObject({
    error: { code: 'cancelled' },
  })
  zip.close()
  expect(await readFile(target, 'utf8')).toBe('old')
})

test('any names that are taken come back', async () => {
  const names = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), {
    minLength: 1,
    maxLength: 5,
  })
  await fc.assert(
    fc.asyncProperty(names, async (given) => {
      fc.pre(problemOfNames(given) === null)
      await writeZip(
        path,
        given.map((name, i) => ({ name, data: String(i) })),
      )
      const zip = await openZip(path)
      expect(zip.files.map(({ name }) => name)).toEqual(given)
      zip.close()
    }),
    { numRuns: 50 },
  )
})

test('damaged archives break nothing', async () => {
  await writeZip(path, [
    { name: 'a/b.txt', data: 'hello '.repeat(50) },
    { name: 'c.png', data: 'stored' },
  ])
  const whole = await readFile(path)
  const random = randomFrom(9)
  for (let round = 0; round < rounds(4000); round++) {
    const bytes = Buffer.from(whole)
    for (let i = random.below(4); i >= 0; i--) bytes[random.below(bytes.length)] = random.below(256)
    const cut = random.below(8) === 0 ? random.below(bytes.length) : bytes.length
    await writeFile(path, bytes.subarray(0, cut))
    try {
      await unpackAll()
    } catch (error) {
      expect(error, `round ${round}`).toBeInstanceOf(AppFailure)
    }
  }
})
