import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync, copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openApplication, type Application } from '#electron/usecases/application'
import type { AppEvent } from '#rpc/events'
import type { ModelFetch } from '#rpc/schemas/models'
import type { DownloadServer } from '../../fakes/download-server.ts'
import { startModelMirror } from '../../fakes/model-mirror.ts'
import { fixtureFile } from '../../fixtures/onnx-cards.ts'
import { callerOf, codeOf, tempFolder, type Caller } from './studio-fixture.ts'

let folder = ''
let application: Application
let mirror: DownloadServer
let call: Caller
let events: AppEvent[] = []

beforeEach(async () => {
  folder = tempFolder()
  application = openApplication({
    mode: 'browser',
    processName: 'cli',
    homeDir: join(folder, 'home'),
  })
  call = callerOf(application.studio)
  events = []
  application.studio.events.subscribe((event) => events.push(event))
  mirror = await startModelMirror()
})
afterEach(async () => {
  await application.studio.close()
  await mirror.close()
})

const useMirror = (behaviour: string) =>
  call('settings.save', { modelMirror: `${mirror.origin}/${behaviour}` })
const modelOf = async (id: string) => {
  const { models } = await call('models.state')
  return models.find((model) => model.id === id)
}
const fetchOf = async (id: string): Promise<ModelFetch | undefined> =>
  (await call('models.state')).fetches.find((fetch) => fetch.id === id)
const fetchEnds = (id: string) => application.studio.models.finished(id)

describe('a model that can be fetched', () => {
  test('comes from the mirror, is listed, pinned and segments', async () => {
    await useMirror('ranged')
    expect(await modelOf('slimsam-77')).toMatchObject({ state: 'available', received: 0 })
    await call('models.download', { id: 'slimsam-77' })
    await fetchEnds('slimsam-77')
    expect(await modelOf('slimsam-77')).toMatchObject({
      state: 'installed',
      dialect: 'hf-sam',
      bytes: 8_882_165 + 4_903_810,
      capabilities: { box: false, maskPrompt: false },
      provider: 'cpu',
      test: null,
    })
    const { files } = (await modelOf('slimsam-77'))!
    expect(files.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256 ?? ''))).toBe(true)
    const image = join(folder, 'grey.png')
    const { default: sharp } = await import('sharp')
    const grey = { width: 300, height: 200, channels: 3, background: '#777' } as const
    await sharp({ create: grey }).png().toFile(image)
    const answer = await call('segment.file', {
      path: image,
      prompt: { points: [{ point: { x: 150, y: 100 }, label: 1 }] },
      segmenter: 'slimsam-77',
    })
    expect(answer.masks).toHaveLength(3)
    expect(events.some(({ kind }) => kind === 'models.changed')).toBe(true)
  })

  test('paused, it keeps what has come and goes on; cancelled, nothing of it stays', async () => {
    await useMirror('stall-at-encoder')
    await call('models.download', { id: 'slimsam-77' })
    await expect.poll(async () => (await modelOf('slimsam-77'))!.received).toBeGreaterThan(1e6)
    await call('models.pause', { id: 'slimsam-77' })
    expect(await fetchOf('slimsam-77')).toMatchObject({ state: 'paused', kind: 'download' })
    expect((await modelOf('slimsam-77'))!.received).toBeGreaterThan(1e6)
    await call('models.download', { id: 'slimsam-77' })
    await fetchEnds('slimsam-77')
    expect(mirror.asked.some(({ range }) => range !== null)).toBe(true)

    await call('models.remove', { id: 'slimsam-77' })
    await useMirror('trickle')
    await call('models.download', { id: 'slimsam-77' })
    await call('models.cancel', { id: 'slimsam-77' })
    expect(await fetchOf('slimsam-77')).toBeUndefined()
    expect(await modelOf('slimsam-77')).toMatchObject({ state: 'available', received: 0 })
    expect(existsSync(join(folder, 'home/models/slimsam-77'))).toBe(false)
  })

  test('a host without it: the fetch fails with what to do', async () => {
    await useMirror('missing')
    await call('models.download', { id: 'slimsam-77' })
    expect(await codeOf(fetchEnds('slimsam-77'))).toBe('download_failed')
    expect(await fetchOf('slimsam-77')).toMatchObject({
      state: 'failed',
      error: {
        code: 'download_failed',
        message: expect.stringContaining('vision_encoder_quantized.onnx'),
      },
    })
  })

  test('a licence that asks for it has to be agreed to', async () => {
    expect(await codeOf(call('models.download', { id: 'sam3-tracker' }))).toBe('bad_input')
    expect(await codeOf(call('models.download', { id: 'nonsense' }))).toBe('not_found')
  })
})

describe('a model that is here', () => {
  beforeEach(async () => {
    await useMirror('ranged')
    await call('models.download', { id: 'slimsam-77' })
    await fetchEnds('slimsam-77')
  })
  const file = () => join(folder, 'home/models/slimsam-77/vision_encoder_quantized.onnx')

  test('a changed byte is found by verifying, and mended by fetching again', async () => {
    expect(await call('models.verify', { id: 'slimsam-77' })).toEqual({ isIntact: true })
    const data = readFileSync(file())
    data[data.length - 1] = 0
    writeFileSync(file(), data)
    expect(await call('models.verify', { id: 'slimsam-77' })).toEqual({ isIntact: false })
    expect(await modelOf('slimsam-77')).toMatchObject({ state: 'damaged' })
    await call('models.download', { id: 'slimsam-77' })
    await fetchEnds('slimsam-77')
    expect(await modelOf('slimsam-77')).toMatchObject({ state: 'installed', problem: null })
  })

  test('a file that is gone shows as damage, not as nothing', async () => {
    rmSync(file())
    expect(await modelOf('slimsam-77')).toMatchObject({
      state: 'damaged',
      problem: expect.stringContaining('vision_encoder_quantized.onnx is not there'),
    })
  })

  test('new projects begin with it where the user said so', async () => {
    await call('settings.save', { newProjectSegmenter: 'slimsam-77' })
    await call('project.create', { path: join(folder, 'p.reaseg') })
    expect((await call('project.settings')).segmenter).toBe('slimsam-77')
    await call('models.remove', { id: 'slimsam-77' })
    await call('project.create', { path: join(folder, 'q.reaseg') })
    expect((await call('project.settings')).segmenter).toBe('embedded-2')
  })

  test('a test is remembered with the model; a removed model is tested no more', async () => {
    const tested = await call('models.test', { id: 'slimsam-77', providers: ['no-such-gpu'] })
    expect(tested.verdicts.map(({ provider, isGood }) => [provider, isGood])).toEqual([
      ['cpu', true],
      ['no-such-gpu', false],
    ])
    expect((await modelOf('slimsam-77'))!.test).toEqual(tested)
    await call('models.remove', { id: 'slimsam-77' })
    expect(await modelOf('slimsam-77')).toMatchObject({ state: 'available', test: null })
    expect(await codeOf(call('models.test', { id: 'slimsam-77' }))).toBe('model_missing')
  })

  test('a test can be cancelled', async () => {
    const testing = codeOf(call('models.test', { id: 'slimsam-77' }))
    await expect.poll(async () => (await call('models.state')).testing).toBe('slimsam-77')
    await call('models.cancelTest')
    expect(await testing).toBe('cancelled')
    expect((await call('models.state')).testing).toBeNull()
  })
})

describe('files of one’s own', () => {
  const place = (name: string, files: Readonly<Record<string, string>>) => {
    const into = join(folder, name)
    mkdirSync(into, { recursive: true })
    for (const [as, fixture] of Object.entries(files))
      copyFileSync(fixtureFile(fixture), join(into, as))
    return into
  }
  const importEnds = async (paths: string[]) => {
    const { id } = await call('models.import', { paths })
    await fetchEnds(id)
    return modelOf(id)
  }

  test.each([
    ['a1', 'sam-hwc'],
    ['a2', 'sam-nchw'],
    ['a4', 'hq-sam'],
    ['b1', 'sam2-samexporter'],
    ['b2', 'sam2-sized'],
    ['b3', 'sam2-osam'],
    ['b4', 'sam2-onnxruntime'],
    ['c1', 'hf-sam'],
    ['c2', 'hf-sam2'],
    ['c3', 'hf-sam3-tracker'],
    ['d1', 'efficient-sam'],
    ['d2', 'edge-sam'],
  ])('%s is recognised as %s, in whatever order', async (name, dialect) => {
    const model = await importEnds([fixtureFile(`${name}.decoder`), fixtureFile(`${name}.encoder`)])
    expect(model).toMatchObject({ id: `own-${name}`, origin: 'own', state: 'installed', dialect })
  })

  test('a folder, with weights beside the graphs', async () => {
    const from = place('My SAM', { 'encoder.onnx': 'a1.encoder', 'decoder.onnx': 'a1.decoder' })
    writeFileSync(join(from, 'encoder.onnx_data'), 'weights')
    writeFileSync(join(from, 'notes.txt'), 'no part of it')
    const model = await importEnds([from])
    expect(model).toMatchObject({ id: 'own-my-sam', title: 'My SAM' })
    expect(model!.files.map(({ name }) => name)).toEqual([
      'encoder.onnx',
      'decoder.onnx',
      'encoder.onnx_data',
    ])
    expect(await importEnds([from])).toMatchObject({ id: 'own-my-sam-2' })
  })

  test('one of the two is enough where the other lies beside it', async () => {
    const from = place('pair', { 'x.encoder.onnx': 'b1.encoder', 'x.decoder.onnx': 'b1.decoder' })
    expect(await importEnds([join(from, 'x.encoder.onnx')])).toMatchObject({ id: 'own-x' })
  })

  test.each([
    ['nothing', {}, 'file_missing', /no \.onnx file/],
    ['an encoder alone', { 'e.onnx': 'a1.encoder' }, 'model_broken', /encoder and the decoder/],
    [
      'two encoders',
      { 'e.onnx': 'a1.encoder', 'f.onnx': 'b1.encoder' },
      'model_broken',
      /No dialect knows/,
    ],
    [
      'two decoders that fit',
      { 'e.onnx': 'a1.encoder', 'd.onnx': 'a1.decoder', 's.onnx': 'a1-single.decoder' },
      'bad_input',
      /Several models could be made/,
    ],
  ])('%s is refused with what to do', async (name, files, code, message) => {
    const from = place(name, files)
    const failed = await call('models.import', { paths: [from] }).catch((error: unknown) => error)
    expect(failed).toMatchObject({ error: { code } })
    const { error } = failed as { error: { message: string; hint: string } }
    expect(`${error.message} ${error.hint}`).toMatch(message)
    expect(existsSync(join(folder, 'home/models'))).toBe(false)
  })

  test('a file that is no graph is named', async () => {
    const from = place('page', { 'd.onnx': 'a1.decoder' })
    writeFileSync(join(from, 'e.onnx'), '<html>log in</html>')
    const failed = await call('models.import', { paths: [from] }).catch((error: unknown) => error)
    expect(failed).toMatchObject({
      error: { code: 'model_broken', message: expect.stringContaining('e.onnx') },
    })
  })

  test('dropped onto a browser: what was uploaded is gone afterwards, come what may', async () => {
    const group = (name: string) => join(folder, 'home/uploads/models', name)
    mkdirSync(group('g1'), { recursive: true })
    for (const role of ['encoder', 'decoder'])
      copyFileSync(fixtureFile(`a1.${role}`), join(group('g1'), `a1.${role}.onnx`))
    const paths = ['encoder', 'decoder'].map((role) => join(group('g1'), `a1.${role}.onnx`))
    expect(await importEnds(paths)).toMatchObject({ state: 'installed' })
    expect(existsSync(group('g1'))).toBe(false)
    mkdirSync(group('g2'), { recursive: true })
    writeFileSync(join(group('g2'), 'e.onnx'), 'no graph')
    const bad = call('models.import', { paths: [join(group('g2'), 'e.onnx')] })
    expect(await codeOf(bad)).toBe('model_broken')
    expect(existsSync(group('g2'))).toBe(false)
  })
})
