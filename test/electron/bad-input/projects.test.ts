import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { imageBox } from '#core/geometry/box'
import { holderOf } from '#electron/files/project-lock'
import { addRun } from '#electron/store/runs'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'
import { startBackend, type BackendProcess } from '../../soak/backend-process.ts'
import { runJson, runStudio } from '../cli/run-studio.ts'
import {
  callerOf,
  codeOf,
  finishedJob,
  tempFolder,
  testStudio,
  type Caller,
} from '../usecases/studio-fixture.ts'
import {
  annotate,
  blockMask,
  filledPlace,
  newPlace,
  ringMask,
} from '../usecases/transfer-fixture.ts'
import { plainPicture } from './bad-pictures.ts'
import { canMount, mountSmallDisk, type SmallDisk } from './small-disk.ts'

let folder: string
let home: string
const backends: BackendProcess[] = []
const disks: SmallDisk[] = []

beforeEach(() => {
  folder = tempFolder()
  home = join(folder, 'home')
})
afterEach(async () => {
  for (const backend of backends.splice(0)) await backend.kill().catch(() => undefined)
  for (const disk of disks.splice(0)) disk.remove()
})

type Failed = { readonly error: { code: string; message: string; hint: string } }

/** A run that fails as it should: exit code 1, one document, one line, no stack. */
async function refused(...args: string[]): Promise<Failed['error']> {
  const run = await runStudio(home, [...args, '--json'])
  expect(run.exitCode).toBe(1)
  expect(run.stderr.trim().split('\n')).toHaveLength(1)
  const { error } = JSON.parse(run.stdout) as Failed
  expect(error.hint).not.toBe('')
  expect(error.message).not.toMatch(/inside|ENO|EI|at file:/)
  return error
}

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
    expect(await refused('info', path)).toMatchObject({ code: 'not_a_project' })
    expect(await refused('query', path, '--image', 'x', '--text', 'y')).toMatchObject({
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

function contentOf(path: string): Buffer | string {
  try {
    return path.endsWith('.reaseg') && existsSync(path) && readdirSync(path).length >= 0
      ? 'folder'
      : ''
  } catch {
    return Buffer.from(path === '/dev/zero' ? '' : headOf(path))
  }
}

function headOf(path: string): string {
  const run = spawnSync('head', ['-c', '4096', path])
  return run.stdout.toString('hex')
}

async function errorOf(promise: Promise<unknown>): Promise<Failed['error']> {
  try {
    await promise
  } catch (error) {
    return (error as Failed).error
  }
  throw new Error('it was not refused')
}

describe('the home', () => {
  test('that is a file is told of', async () => {
    writeFileSync(home, '')
    const project = join(folder, 'p.reaseg')
    expect(await refused('init', project)).toMatchObject({
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

/** A project on a place that takes no changes; what a person sees of it. */
async function readOnlyProject(): Promise<{ path: string; out: string }> {
  const { call } = await filledPlaceIn(join(folder, 'ro'))
  await call('project.close')
  const place = join(folder, 'ro')
  const disk = disks.at(-1)
  if (disk !== undefined) disk.setReadOnly(true)
  else {
    chmodSync(join(place, 'p.reaseg'), 0o444)
    chmodSync(place, 0o555)
  }
  return { path: join(place, 'p.reaseg'), out: join(folder, 'out.json') }
}

async function filledPlaceIn(place: string): Promise<{ call: Caller }> {
  mkdirSync(place)
  if (canMount) disks.push(mountSmallDisk(place, 4096))
  const filled = await filledPlace()
  await filled.call('project.close')
  const copy = new Database(join(filled.folder, 'p.reaseg'))
  await copy.backup(join(place, 'p.reaseg'))
  copy.close()
  return { call: callerOf(testStudio(folder)) }
}

// Permissions do not hold the superuser back; a mount does.
const canRefuse = canMount || process.getuid?.() !== 0

describe.skipIf(process.platform === 'win32' || !canRefuse)('a read-only project', () => {
  afterEach(() => {
    if (disks.length === 0 && existsSync(join(folder, 'ro'))) chmodSync(join(folder, 'ro'), 0o755)
  })

  test('is read and exported; changes are refused by its name', async () => {
    const { path, out } = await readOnlyProject()
    expect(await runJson(home, ['info', path])).toMatchObject({ samples: 5, integrity: 'ok' })
    expect(await runJson<unknown[]>(home, ['samples', path])).toHaveLength(5)
    expect(await runJson(home, ['export', path, '--format', 'coco', '--out', out])).toMatchObject({
      written: [out],
    })
    for (const args of [
      ['query', path, '--image', '1.png', '--text', 'x'],
      ['propose', path, '--all'],
      ['accept', path, '--all', '--rank', '1'],
      ['import', path, '--images', folder],
    ])
      expect(await refused(...args)).toMatchObject({
        code: 'project_read_only',
        message: expect.stringContaining(path),
      })
    expect(await refused('init', join(folder, 'ro', 'new.reaseg'))).toMatchObject({
      code: 'file_unreadable',
      message: expect.stringContaining('new.reaseg'),
    })
    expect(readdirSync(join(folder, 'ro')).filter((name) => !name.startsWith('p.reaseg'))).toEqual(
      [],
    )
  })
})

describe.skipIf(!canMount)('a full disk', () => {
  /** A project with one drawn sample on a disk of its own. */
  async function placeOnDisk() {
    const disk = mountSmallDisk(join(folder, 'disk'), 1024)
    disks.push(disk)
    const studio = testStudio(folder)
    const call = callerOf(studio)
    await call('project.create', { path: join(disk.path, 'p.reaseg') })
    const photos = join(folder, 'photos')
    mkdirSync(photos)
    for (let i = 0; i < 3; i++) writeFileSync(join(photos, `${i}.png`), await plainPicture(i))
    await finishedJob(studio, call('images.import', { folder: photos }))
    const [row] = (await call('samples.list')).rows
    return { disk, studio, call, photos, sample: row!.id }
  }

  test('every change is refused as a whole, and works once there is room', async () => {
    const { disk, studio, call, photos, sample } = await placeOnDisk()
    const image = (await call('images.list')).rows[0]!.id
    const long = 'long '.repeat(3000)
    const many = join(folder, 'many')
    mkdirSync(many)
    for (let i = 0; i < 20; i++) writeFileSync(join(many, `${i}.png`), await plainPicture(i + 50))
    const changes: (() => Promise<unknown>)[] = [
      () => call('samples.add', { image, fields: { query: long } }),
      () => call('samples.edit', { sample, fields: { query: long } }),
      () => call('samples.setHint', { sample, hint: { kind: 'absent', rationale: long } }),
      () => call('samples.setHint', { sample, hint: null }),
      () => call('samples.remove', { samples: [sample] }),
      () => call('samples.restore', { samples: [sample] }),
      () => call('annotations.noTarget', { sample }),
      async () => call('project.saveSettings', await call('project.settings')),
      () => call('images.import', { folder: photos }),
      () => call('transfer.exportCoco', { out: join(folder, 'x.json') }),
    ]
    disk.fill()
    let refusals = 0
    for (const change of changes) {
      const before = await call('samples.list')
      const failure = await errorOf(change()).catch(() => null)
      // What changes nothing needs no room.
      expect(await call('samples.list')).toEqual(before)
      if (failure === null) continue
      refusals++
      expect(failure).toMatchObject({
        code: 'disk_full',
        message: expect.stringContaining('p.reaseg'),
      })
      expect(failure.hint).toContain('Free some space')
    }
    expect(refusals).toBeGreaterThan(6)
    expect((await call('project.info'))?.integrity).toBe('ok')
    disk.free()
    for (const change of changes) await change()
    await finishedJob(studio, call('images.import', { folder: many }))
    expect((await call('project.info'))?.images).toBe(23)
    await call('project.close')
  })

  test('an import that does not fit leaves nothing', async () => {
    const { disk, studio, call } = await placeOnDisk()
    const many = join(folder, 'many')
    mkdirSync(many)
    for (let i = 0; i < 300; i++)
      writeFileSync(join(many, `${'long'.repeat(40)}${i}.png`), await plainPicture(i + 50))
    const left = 1024 - spaceUsed(disk.path) - 120
    writeFileSync(join(disk.path, '.ballast'), Buffer.alloc(left * 1024))
    const job = await finishedJob(studio, call('images.import', { folder: many }))
    expect(job).toMatchObject({ state: 'failed', error: { code: 'disk_full' } })
    expect((await call('project.info'))?.images).toBe(3)
    await call('project.close')
    expect(await runJson(home, ['info', join(disk.path, 'p.reaseg')])).toMatchObject({ images: 3 })
  })

  test('an export that does not fit leaves the former file', async () => {
    const disk = mountSmallDisk(join(folder, 'disk'), 64)
    disks.push(disk)
    const { call, studio } = await filledPlace()
    const out = join(disk.path, 'out.json')
    writeFileSync(out, 'the former one')
    disk.fill()
    for (const [method, path] of [
      ['transfer.exportCoco', out],
      ['transfer.exportMasks', join(disk.path, 'masks')],
    ] as const) {
      const job = await finishedJob(studio, call(method, { out: path, overwrite: true }))
      expect(job).toMatchObject({
        state: 'failed',
        error: { code: 'disk_full', message: expect.stringContaining(path) },
      })
    }
    expect(readFileSync(out, 'utf8')).toBe('the former one')
    expect(readdirSync(disk.path).sort()).toEqual(['.filler', 'out.json'])
  })

  test('a new project and a lock that do not fit leave nothing', async () => {
    const { disk, call } = await placeOnDisk()
    await call('project.close')
    disk.fill()
    const path = join(disk.path, 'p.reaseg')
    expect(await refused('init', join(disk.path, 'new.reaseg'))).toMatchObject({
      code: 'disk_full',
    })
    expect(await refused('accept', path, '--all', '--rank', '1')).toMatchObject({
      code: 'disk_full',
    })
    expect(await holderOf(path)).toBeNull()
    expect(existsSync(`${path}.lock`)).toBe(false)
    expect(readdirSync(disk.path).filter((name) => name.includes('new'))).toEqual([])
    disk.free()
    await runJson(home, ['accept', path, '--all', '--rank', '1'])
  })
})

function spaceUsed(path: string): number {
  return Number(spawnSync('du', ['-sk', path]).stdout.toString().split('\t')[0])
}

const studioProgram = fileURLToPath(new URL('../../../electron/cli/index.ts', import.meta.url))

test.skipIf(process.platform === 'win32')(
  'a limit on the size of files is a full disk, too',
  async () => {
    const place = await newPlace(3)
    await finishedJob(place.studio, place.call('images.import', { folder: place.photos }))
    for (const { id } of (await place.call('samples.list')).rows) {
      await place.call('samples.edit', {
        sample: id,
        fields: { query: 'why? '.repeat(3900), rationale: 'so! '.repeat(4900) },
      })
      await annotate(place, id, { target: ringMask(4), ignore: blockMask(0, 0, 9, 9) })
    }
    await place.call('project.close')
    const out = join(place.folder, 'out.json')
    const line = `ulimit -f 64; exec "$0" "$@"`
    const args = ['export', join(place.folder, 'p.reaseg'), '--format', 'coco', '--out', out]
    const run = spawnSync('bash', ['-c', line, process.execPath, studioProgram, ...args], {
      env: { ...process.env, REASEG_HOME: home },
    })
    expect(run.status).toBe(1)
    expect(run.stderr.toString()).toMatch(/^The disk is full.*\n$/)
    expect(existsSync(out)).toBe(false)
    expect(readdirSync(place.folder).filter((name) => name.includes('.tmp'))).toEqual([])
  },
)

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
    expect(await refused('init', path)).toMatchObject({ code: 'file_exists' })
  })

  test('a project that a command works on is busy for a window', async () => {
    const path = join(folder, 'p.reaseg')
    const other = callerOf(testStudio(folder))
    await other('project.create', { path })
    const window = await backend()
    await expect(window.call('project.open', { path })).rejects.toThrow('project_busy')
    expect(await refused('query', path, '--image', 'a', '--text', 'b')).toMatchObject({
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
