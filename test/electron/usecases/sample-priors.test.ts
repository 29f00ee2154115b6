import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { doubles, npyBytes } from '../../core/prior/npy-writer.ts'
import { writePicture } from './pictures-fixture.ts'
import {
  callerOf,
  codeOf,
  finishedJob,
  tempFolder,
  testStudio,
  type Caller,
} from './studio-fixture.ts'

const fields = { target: '', category: null, components: [] }
let folder: string
let call: Caller
/** Ids of the samples by their queries. */
const samples = new Map<string, number>()

beforeEach(async () => {
  folder = tempFolder()
  for (const name of ['photos', 'priors']) mkdirSync(join(folder, name))
  for (const [i, name] of ['cat', 'dog__1', '7'].entries())
    await writePicture(join(folder, 'photos', `${name}.png`), i)
  const studio = testStudio(folder)
  call = callerOf(studio)
  await call('project.create', { path: join(folder, 'p.reaseg') })
  const images = call('images.import', { folder: join(folder, 'photos') })
  await finishedJob(studio, images)
  const { rows } = await call('samples.list')
  for (const { id, imageId, imageName } of rows) {
    samples.set(imageName, id)
    if (imageName !== 'cat.png') continue
    const second = await call('samples.add', {
      image: imageId,
      fields: { ...fields, query: 'again' },
    })
    samples.set('again', second.id)
  }
})

const idOf = (name: string) => samples.get(name)!
const priorOf = async (name: string) => (await call('priors.get', { sample: idOf(name) }))?.name

function write(name: string): void {
  const bytes = npyBytes({ shape: '(1, 2)', body: doubles(0, 1) })
  writeFileSync(join(folder, 'priors', name), bytes)
}

const importAll = () => call('priors.import', { sample: null, path: join(folder, 'priors') })

test('a file is for all samples of the image of its name, also where that holds the mark of an id', async () => {
  write('cat.npy')
  write('dog__1.npy')
  expect(await importAll()).toEqual({ imported: 3, leftOut: [] })
  const names = ['cat.png', 'again', 'dog__1.png']
  expect(await Promise.all(names.map(priorOf))).toEqual(['cat.npy', 'cat.npy', 'dog__1.npy'])
  const kept = await call('priors.get', { sample: idOf('cat.png') })
  expect([kept?.weights.length, kept?.weights[0], kept?.weights[31]]).toEqual([1024, 0, 1])
})

test('one with an id is for that sample alone, by its image or by the id itself', async () => {
  write(`cat__${idOf('again')}.npy`)
  write(`${idOf('dog__1.png')}.npy`)
  write('7.npy')
  expect(await importAll()).toEqual({ imported: 3, leftOut: [] })
  expect([await priorOf('cat.png'), await priorOf('again')]).toEqual([
    undefined,
    `cat__${idOf('again')}.npy`,
  ])
  expect(await priorOf('dog__1.png')).toBe(`${idOf('dog__1.png')}.npy`)
  expect(await priorOf('7.png')).toBe('7.npy')
})

test('what matches nothing and what cannot be read is listed, the rest is taken', async () => {
  write('cat.npy')
  write('bird.npy')
  write('cat__999.npy')
  write('4711.npy')
  writeFileSync(join(folder, 'priors', '7.png'), 'no picture')
  writeFileSync(join(folder, 'priors', 'notes.txt'), 'not looked at')
  const { imported, leftOut } = await importAll()
  expect(imported).toBe(2)
  expect(leftOut.map(({ file }) => file)).toEqual(['4711.npy', '7.png', 'bird.npy', 'cat__999.npy'])
  expect(leftOut[2]!.reason).toMatch(/No sample/)
})

test('a folder that is not there says so', async () => {
  const path = join(folder, 'nowhere')
  expect(await codeOf(call('priors.import', { sample: null, path }))).toBe('file_unreadable')
})
