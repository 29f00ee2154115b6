import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bundleNames } from '#electron/files/bundle-names'
import { openZip } from '#electron/files/zip-read'
import { writeZip } from '#electron/files/zip-write'
import { bundleResultSchema } from '#rpc/schemas/bundle'
import { callerOf, codeOf, finishedJob, testStudio } from './studio-fixture.ts'
import { filledPlace, type Place } from './transfer-fixture.ts'

async function bundle({ call, studio }: Place, out: string, images = true) {
  const job = await finishedJob(studio, call('project.bundle', { out, images }))
  expect(job.error).toBeNull()
  return bundleResultSchema.parse(job.result)
}

describe('a bundle', () => {
  test('unpacked elsewhere it is the same project with its pictures', async () => {
    const place = await filledPlace()
    const { call, folder } = place
    const out = join(folder, 'over.zip')
    const { images, leftOut } = await bundle(place, out)
    const before = await call('samples.list', {})
    const masks = async (caller: typeof call) =>
      Promise.all(
        before.rows.map(async ({ id }) => (await caller('samples.get', { sample: id })).saved),
      )
    const saved = await masks(call)
    expect([images, leftOut]).toEqual([3, []])
    rmSync(place.photos, { recursive: true })

    const elsewhere = join(folder, 'else', 'where')
    mkdirSync(join(folder, 'else'))
    const unpacked = await call('project.unpack', { path: out, folder: elsewhere })
    expect(unpacked).toEqual({ project: join(elsewhere, 'p.reaseg'), images: 3, leftOut: [] })
    const other = testStudio(join(folder, 'else'))
    const there = callerOf(other)
    const info = await there('project.open', { path: unpacked.project })
    expect(info).toMatchObject({ images: 3, missingImages: 0, integrity: 'ok' })
    expect(await there('samples.list', {})).toEqual(before)
    expect(await masks(there)).toEqual(saved)
    const { rows } = await there('images.list', {})
    expect(rows.map(({ path }) => path)).toEqual(['images/1.png', 'images/2.png', 'images/3.png'])
    expect(rows.every(({ isMissing }) => !isMissing)).toBe(true)
  })

  test('holds no path, no job and no key of this machine', async () => {
    const place = await filledPlace()
    const profile = { name: 'Eye', dialect: 'openai', url: 'http://127.0.0.1:9/v1', model: 'm' }
    await place.call('mllm.save', { profile: profile as never, was: null })
    await place.call('mllm.setKey', { name: 'Eye', key: 'sk-not-for-others' })
    const out = join(place.folder, 'over.zip')
    await bundle(place, out, false)
    const zip = await openZip(out)
    expect(zip.files.map(({ name }) => name)).toEqual(['bundle.json', 'p.reaseg'])
    const bytes = await zip.read('p.reaseg', 1e8)
    zip.close()
    for (const text of [place.folder, 'photos/1.png', 'Import images', 'sk-not-for-others'])
      expect(bytes.includes(text), text).toBe(false)
    expect(bytes.includes('images/1.png')).toBe(true)
  })

  test('is written over only where asked for; a missing picture is told', async () => {
    const place = await filledPlace()
    const { call, folder, studio, photos } = place
    const out = join(folder, 'over.zip')
    writeFileSync(out, 'something else')
    expect(await codeOf(call('project.bundle', { out }))).toBe('file_exists')
    expect(await codeOf(call('project.bundle', { out: join(folder, 'over.tar') }))).toBe(
      'bad_input',
    )
    expect(readFileSync(out, 'utf8')).toBe('something else')
    rmSync(join(photos, '2.png'))
    const job = await finishedJob(studio, call('project.bundle', { out, overwrite: true }))
    expect(job.result).toMatchObject({ images: 2, leftOut: [{ file: join(photos, '2.png') }] })
    const into = join(folder, 'unpacked')
    await call('project.unpack', { path: out, folder: into })
    expect(readdirSync(join(into, 'images'))).toEqual(['1.png', '3.png'])
    expect(await codeOf(call('project.unpack', { path: out, folder: into }))).toBe('file_exists')
  })

  test.each([
    ['no project', [{ name: 'images/a.png', data: 'x' }]],
    [
      'two projects',
      [
        { name: 'a.reaseg', data: 'x' },
        { name: 'b.reaseg', data: 'x' },
      ],
    ],
    ['what is no project', [{ name: 'a.reaseg', data: 'a project it is not' }]],
  ])('%s in an archive unpacks to nothing', async (_what, parts) => {
    const place = await filledPlace()
    const path = join(place.folder, 'hostile.zip')
    await writeZip(path, parts)
    const into = join(place.folder, 'unpacked')
    const code = await codeOf(place.call('project.unpack', { path, folder: into }))
    expect(['bad_input', 'not_a_project']).toContain(code)
    expect(existsSync(into)).toBe(false)
    expect(readdirSync(place.folder).filter((name) => name.startsWith('.unpacked'))).toEqual([])
  })
})

test('every picture has a name of its own that every system can keep', () => {
  const names = ['a.png', 'A.png', 'a.png', 'a-2.png', 'con.jpg', 'x:y?.png', '...', 'ü.PNG', '']
  expect(bundleNames(names)).toEqual([
    'a.png',
    'A-2.png',
    'a-3.png',
    'a-2-2.png',
    'con_.jpg',
    'x_y_.png',
    'image',
    'ü.PNG',
    'image-2',
  ])
})
