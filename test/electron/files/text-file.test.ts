import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readTextFile } from '#electron/files/text-file'

const rows = [
  ['UTF-8', Buffer.from('Schnecke é 蝸'), 'Schnecke é 蝸', 'utf-8'],
  ['UTF-8 with a mark', Buffer.from('\u{FEFF}é'), 'é', 'utf-8'],
  ['Windows-1252', Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x93]), 'café“', 'cp1252'],
  ['empty', Buffer.alloc(0), '', 'utf-8'],
  ['one byte', Buffer.from('a'), 'a', 'utf-8'],
] as const

test.each(rows)('%s is read', async (_, bytes, text, encoding) => {
  const path = join(await mkdtemp(join(tmpdir(), 'reaseg-text-')), 'a.txt')
  await writeFile(path, bytes)
  expect(await readTextFile(path)).toEqual({ text, encoding })
})

const refused = [
  ['UTF-16', Buffer.from('\u{FEFF}ab', 'utf16le'), 'UTF-16'],
  ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), 'gzip'],
  ['ZIP', Buffer.from('PK\u0003\u0004'), 'ZIP'],
  ['too large', Buffer.alloc(2 ** 20 + 1, 32), 'larger than 1 MiB'],
] as const

test.each(refused)('%s is refused by name', async (_, bytes, words) => {
  const path = join(await mkdtemp(join(tmpdir(), 'reaseg-text-')), 'a.txt')
  await writeFile(path, bytes)
  await expect(readTextFile(path, 2 ** 20)).rejects.toThrow(words)
  await expect(readTextFile(path, 2 ** 20)).rejects.toThrow(path)
})

test('what is not there, or is no file, is said', async () => {
  await expect(readTextFile(join(tmpdir(), 'no-such'))).rejects.toThrow('There is no file')
  await expect(readTextFile(tmpdir())).rejects.toThrow('is no file')
})
