import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { holderOf } from '#electron/files/project-lock'
import { storeUpload } from '#electron/server/uploads'
import { openPicture } from '#electron/usecases/pictures'
import { runJson } from '../cli/run-studio.ts'
import {
  callerOf,
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
import { errorOf, refused } from './refusals.ts'
import { canMount, mountSmallDisk, type SmallDisk } from './small-disk.ts'
import { system } from './system.ts'

let folder: string
let home: string
const disks: SmallDisk[] = []

beforeEach(() => {
  folder = tempFolder()
  home = join(folder, 'home')
})
afterEach(() => {
  for (const disk of disks.splice(0)) disk.remove()
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
      expect(await refused(home, ...args)).toMatchObject({
        code: 'project_read_only',
        message: expect.stringContaining(path),
      })
    expect(await refused(home, 'init', join(folder, 'ro', 'new.reaseg'))).toMatchObject({
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
      () => call('transfer.export', { format: 'coco', out: join(folder, 'x.json') }),
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
    for (const [format, path] of [
      ['coco', out],
      ['masks', join(disk.path, 'masks')],
    ] as const) {
      const job = await finishedJob(
        studio,
        call('transfer.export', { format, out: path, overwrite: true }),
      )
      expect(job).toMatchObject({
        state: 'failed',
        error: { code: 'disk_full', message: expect.stringContaining(path) },
      })
    }
    expect(readFileSync(out, 'utf8')).toBe('the former one')
    expect(readdirSync(disk.path).sort()).toEqual(['.filler', 'out.json'])
  })

  test('an upload that does not fit leaves nothing and says why', async () => {
    const disk = mountSmallDisk(join(folder, 'disk'), 64)
    disks.push(disk)
    const uploads = join(disk.path, 'p.images')
    const body = new Response(new Uint8Array(200_000)).body!
    expect(await storeUpload(uploads, 'a.png', body)).toMatchObject({
      ok: false,
      error: { code: 'disk_full', message: expect.stringContaining(join(uploads, 'a.png')) },
    })
    expect(readdirSync(uploads)).toEqual([])
    disk.setReadOnly(true)
    const again = await storeUpload(join(disk.path, 'q.images'), 'a.png', new Response('x').body!)
    expect(again).toMatchObject({ ok: false, error: { code: expect.stringMatching(/^file_/) } })
  })

  test('of the home: settings are refused by name, pictures are shown all the same', async () => {
    const disk = mountSmallDisk(home, 64)
    disks.push(disk)
    const { studio, call, photos } = await placeBesideHome()
    await finishedJob(studio, call('images.import', { folder: photos }))
    disk.fill()
    expect(await errorOf(call('settings.save', { annotator: 'A'.repeat(200) }))).toMatchObject({
      code: 'disk_full',
      message: expect.stringContaining(join(home, 'settings.json')),
    })
    const [image] = (await call('images.list')).rows
    const shown = await openPicture(studio, { kind: 'thumbnail', image: image!.id })
    expect(shown.body.length).toBeGreaterThan(0)
    await call('project.close')
  })

  test('a new project and a lock that do not fit leave nothing', async () => {
    const { disk, call } = await placeOnDisk()
    await call('project.close')
    disk.fill()
    const path = join(disk.path, 'p.reaseg')
    expect(await refused(home, 'init', join(disk.path, 'new.reaseg'))).toMatchObject({
      code: 'disk_full',
    })
    expect(await refused(home, 'accept', path, '--all', '--rank', '1')).toMatchObject({
      code: 'disk_full',
    })
    expect(await holderOf(path)).toBeNull()
    expect(existsSync(`${path}.lock`)).toBe(false)
    expect(readdirSync(disk.path).filter((name) => name.includes('new'))).toEqual([])
    disk.free()
    await runJson(home, ['accept', path, '--all', '--rank', '1'])
  })
})

/** A project with a folder of one picture, beside the home. */
async function placeBesideHome() {
  const studio = testStudio(folder)
  const call = callerOf(studio)
  await call('project.create', { path: join(folder, 'p.reaseg') })
  const photos = join(folder, 'photos')
  mkdirSync(photos)
  writeFileSync(join(photos, 'a.png'), await plainPicture(1))
  return { studio, call, photos }
}

function spaceUsed(path: string): number {
  return Number(system('du', '-sk', path).split('\t')[0])
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
