import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { imageBox } from '#core/geometry/box'
import { addRun } from '#electron/store/runs'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'
import { startBackend, type BackendProcess } from '../../soak/backend-process.ts'
import { runJson } from '../cli/run-studio.ts'
import {
  callerOf,
  codeOf,
  finishedJob,
  tempFolder,
  testStudio,
} from '../usecases/studio-fixture.ts'
import { blockMask, newPlace } from '../usecases/transfer-fixture.ts'
import { plainPicture } from './bad-pictures.ts'
import { errorOf, refused } from './refusals.ts'

let folder: string
let home: string
const backends: BackendProcess[] = []

beforeEach(() => {
  folder = tempFolder()
  home = join(folder, 'home')
})
afterEach(async () => {
  for (const backend of backends.splice(0)) await backend.kill().catch(() => undefined)
})

describe('what is no project', () => {
  const rows: [string, (path: string) => void, string][] = [
    ['a text', (path) => writeFileSync(path, 'hello '.repeat(100)), 'not_a_project'],
    ['an empty file', (path) => writeFileSync(path, ''), 'not_a_project'],
    ['a folder', (path) => mkdirSync(path), 'not_a_project'],
    ['a device', (path) => symlinkSync('/dev/zero', path), 'not_a_project'],
    ['a link to itself', (path) => symlinkSync(path, path), 'file_missing'],
    ['nothing', () => undefined, 'file_missing'],
    [
      'a damaged project',
      (path) => {
        new Database(path).exec('pragma application_id = 0x52534547; create table t (a)').close()
        const bytes = readFileSync(path)
        writeFileSync(path, bytes.fill(0x5a, 200))
      },
      'not_a_project',
    ],
    [
      'a newer schema',
      (path) => {
        new Database(path)
          .exec('pragma application_id = 0x52534547; pragma user_version = 999; create table t (a)')
          .close()
      },
      'schema_newer',
    ],
  ]
  test.each(rows)('%s is refused by name and left as it is', async (_name, make, code) => {
    const path = join(folder, 'p.reaseg')
    make(path)
    const before = code === 'file_missing' ? null : contentOf(path)
    for (const readOnly of [false, true]) {
      const call = callerOf(testStudio(folder))
      const failure = await errorOf(call('project.open', { path, readOnly }))
      expect(failure).toMatchObject({ code, message: expect.stringContaining(path) })
      expect(failure.hint).not.toBe('')
    }
    expect(code === 'file_missing' ? null : contentOf(path)).toEqual(before)
    expect(readdirSync(folder).filter((name) => name !== 'p.reaseg')).toEqual([])
  })

  test('the command line says so', async () => {
    const path = join(folder, 'text.reaseg')
    writeFileSync(path, 'hello')
    expect(await refused(home, 'info', path)).toMatchObject({ code: 'not_a_project' })
    expect(await refused(home, 'query', path, '--image', 'x', '--text', 'y')).toMatchObject({
      code: 'not_a_project',
      message: expect.stringContaining(path),
    })
  })

  test.skipIf(process.platform === 'win32')(
    'a new one replaces nothing, not even a broken link',
    async () => {
      const call = callerOf(testStudio(folder))
      const file = join(folder, 'file')
      writeFileSync(file, 'mine')
      symlinkSync('nowhere', join(folder, 'link.reaseg'))
      expect(await codeOf(call('project.create', { path: file }))).toBe('file_exists')
      expect(await codeOf(call('project.create', { path: join(folder, 'link.reaseg') }))).toBe(
        'file_exists',
      )
      const below = await errorOf(call('project.create', { path: join(file, 'p.reaseg') }))
      expect(below).toMatchObject({
        code: 'file_unreadable',
        message: expect.stringContaining(join(file, 'p.reaseg')),
      })
      expect(readFileSync(file, 'utf8')).toBe('mine')
      expect(readdirSync(folder).sort()).toEqual(['file', 'link.reaseg'])
    },
  )
})

function contentOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.isFile() === true ? readFileSync(path).toString('hex') : null
}

describe('the home', () => {
  test('that is a file is told of', async () => {
    writeFileSync(home, '')
    const project = join(folder, 'p.reaseg')
    expect(await refused(home, 'init', project)).toMatchObject({
      code: 'file_unreadable',
      message: expect.stringContaining(home),
      hint: expect.stringContaining('REASEG_HOME'),
    })
    expect(existsSync(project)).toBe(false)
  })

  test('that takes no list of recent projects keeps no project shut', async () => {
    mkdirSync(join(home, 'recent.json'), { recursive: true })
    const project = join(folder, 'p.reaseg')
    await runJson(home, ['init', project])
    expect(await runJson(home, ['samples', project])).toEqual([])
  })
})

describe('the same project twice', () => {
  async function backend(): Promise<BackendProcess> {
    const started = await startBackend(home)
    backends.push(started)
    return started
  }

  test('the second window is refused and goes on; the command line goes through the first', async () => {
    const path = join(folder, 'p.reaseg')
    const [first, second] = [await backend(), await backend()]
    await first.call('project.create', { path })
    await expect(second.call('project.open', { path })).rejects.toThrow(
      new RegExp(`project_busy: p\\.reaseg is open in another.*process ${first.pid}`),
    )
    symlinkSync(path, join(folder, 'other-name.reaseg'))
    await expect(
      second.call('project.open', { path: join(folder, 'other-name.reaseg') }),
    ).rejects.toThrow('project_busy')
    expect(await second.call('project.open', { path, readOnly: true })).toMatchObject({
      isReadOnly: true,
    })
    mkdirSync(join(folder, 'photos'))
    writeFileSync(join(folder, 'photos', 'a.png'), await plainPicture(1))
    const images = ['import', path, '--images', join(folder, 'photos')]
    expect(await runJson(home, images)).toMatchObject({ images: 1 })
    expect(await first.call('project.info', {})).toMatchObject({ images: 1 })
    expect(await refused(home, 'init', path)).toMatchObject({ code: 'file_exists' })
  })

  test('a project that a command works on is busy for a window', async () => {
    const path = join(folder, 'p.reaseg')
    const other = callerOf(testStudio(folder))
    await other('project.create', { path })
    const window = await backend()
    await expect(window.call('project.open', { path })).rejects.toThrow('project_busy')
    expect(await refused(home, 'query', path, '--image', 'a', '--text', 'b')).toMatchObject({
      code: 'project_busy',
      message: expect.stringContaining(path),
    })
  })
})

test('a run of the pipeline is saved whole or not at all', async () => {
  const place = await newPlace(1)
  await finishedJob(place.studio, place.call('images.import', { folder: place.photos }))
  const sample = (await place.call('samples.list')).rows[0]!.id
  const candidate = { id: 'c01', source: 'multimask', rle: blockMask(0, 0, 4, 4) }
  const broken = {
    sampleId: sample,
    settings: pipelineSettingsSchema.parse({}),
    reasoning: { kind: 'absent', rationale: '' },
    boxes: [imageBox(0, 0, 4, 4)],
    prior: null,
    // The same id twice: the second is refused by the file itself.
    candidates: [candidate, candidate],
    model: { id: 'fake', digest: '00' },
    timings: {},
    numbers: [],
    flags: [],
  } as unknown as Parameters<typeof addRun>[1]
  await expect(addRun(place.studio.project().writer(), broken)).rejects.toThrow()
  expect(await place.call('runs.list', { sample })).toEqual([])
})

test('a backend killed in mid-save: whole before or whole after, and the next one opens it', async () => {
  const path = join(folder, 'p.reaseg')
  mkdirSync(join(folder, 'photos'))
  writeFileSync(join(folder, 'photos', 'a.png'), await plainPicture(1))
  await runJson(home, ['init', path])
  await runJson(home, ['import', path, '--images', join(folder, 'photos')])
  let acknowledged = 0
  for (const milliseconds of [5, 40, 120]) {
    const backend = await startBackend(home)
    await backend.call('project.open', { path })
    const image = (await backend.call('images.list', {})).rows[0]!.id
    const adding = (async () => {
      for (;;) {
        const query = `query ${acknowledged + 1}`
        await backend.call('samples.add', { image, fields: { query } })
        acknowledged++
      }
    })().catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, milliseconds))
    await backend.kill()
    await adding
    const db = new Database(path, { readonly: true })
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
  }
  const samples = await runJson<{ text: string }[]>(home, ['samples', path])
  const found = new Set(samples.map(({ text }) => text))
  for (let n = 1; n <= acknowledged; n++) expect(found.has(`query ${n}`)).toBe(true)
  expect(acknowledged).toBeGreaterThan(0)
})
