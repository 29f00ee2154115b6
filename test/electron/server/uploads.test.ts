import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { safeUploadName, storeUpload, uploadFolder } from '#electron/server/uploads'

const folders: string[] = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })))

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'uploads-'))
  folders.push(folder)
  return folder
}

const bodyOf = (text: string) => new Response(text).body!

test.each([
  ['plain', 'cat.png', 'cat.png'],
  ['ending in capitals', 'CAT.JPG', 'CAT.jpg'],
  ['path', '../../etc/cat.png', 'cat.png'],
  ['Windows path', 'C:\\pictures\\cat.png', 'cat.png'],
  ['hidden', '.cat.png', 'cat.png'],
  ['forbidden signs', 'a<b>:c?.png', 'a_b__c_.png'],
  ['control signs', 'a\u0000b\n.png', 'a_b_.png'],
  ['device name', 'CON.png', 'image-CON.png'],
  ['dots and blanks', '  ..a. .png', 'a.png'],
  ['other script', 'схема 1.webp', 'схема 1.webp'],
  ['composed and decomposed', 'e\u0301.png', '\u00e9.png'],
])('%s', (_name, given, wanted) => {
  expect(safeUploadName(given)).toEqual({ ok: true, value: wanted })
})

test.each([['page.html'], ['script.js'], ['none'], ['.png'], [''], ['a.png.exe'], ['x.svg']])(
  'refuses %j',
  (name) => expect(safeUploadName(name)).toMatchObject({ ok: false, error: { code: 'bad_input' } }),
)

test('a long name is cut and keeps its ending', () => {
  const named = safeUploadName(`${'a'.repeat(400)}.png`)
  expect(named).toEqual({ ok: true, value: `${'a'.repeat(120)}.png` })
})

test('two files of one name are both kept', async () => {
  const folder = join(newFolder(), 'made.images')
  const first = await storeUpload(folder, 'a.png', bodyOf('one'))
  const second = await storeUpload(folder, 'a.png', bodyOf('two'))
  expect(first).toEqual({ ok: true, value: join(folder, 'a.png') })
  expect(second).toEqual({ ok: true, value: join(folder, 'a-2.png') })
  expect(readFileSync(join(folder, 'a.png'), 'utf8')).toBe('one')
  expect(readFileSync(join(folder, 'a-2.png'), 'utf8')).toBe('two')
})

test('a transfer that breaks off leaves nothing', async () => {
  const folder = newFolder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new Uint8Array(10))
      controller.error(new Error('gone'))
    },
  })
  const stored = await storeUpload(folder, 'a.png', body)
  expect(stored).toMatchObject({ ok: false, error: { code: 'file_unreadable' } })
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  ['/p/street.reaseg', '/p/street.images'],
  ['/p/street', '/p/street.images'],
])('images dropped on %s lie in %s', (project, folder) => {
  expect(uploadFolder(project)).toBe(folder)
})
