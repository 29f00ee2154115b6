import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import sharp from 'sharp'
import type { SegmenterCard } from '#models/ports'
import type { Verdict } from '#models/verdict'
import { fixtureFile } from '../../fixtures/onnx-cards.ts'
import { runJson, runStudio } from './run-studio.ts'

const place = mkdtempSync(join(tmpdir(), 'models-cli-'))
const home = join(place, 'home')
const models = (...more: string[]) => ['models', ...more]

/** A tiny model in the folder and by the names of a real one, as a finished download leaves it. */
beforeAll(() => {
  const folder = join(home, 'models', 'mobilesam')
  mkdirSync(folder, { recursive: true })
  const files = (['encoder', 'decoder'] as const).map((role) => {
    const name =
      role === 'encoder' ? 'mobile_sam_image_encoder.onnx' : 'sam_mask_decoder_multi.onnx'
    copyFileSync(fixtureFile(`a1.${role}`), join(folder, name))
    const data = readFileSync(join(folder, name))
    const sha256 = createHash('sha256').update(data).digest('hex')
    return { role, name, bytes: data.length, sha256, source: 'test', vouchedBy: 'nobody' }
  })
  const record = { id: 'mobilesam', files, host: null, fetchedAt: '2026-01-01T00:00:00Z' }
  writeFileSync(join(folder, 'model.json'), JSON.stringify(record))
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

test('the list holds what is here, and with --all what can be fetched', async () => {
  const cards = await runJson<SegmenterCard[]>(home, models('list'))
  expect(cards.map(({ id }) => id)).toEqual(['embedded-2', 'mobilesam'])
  expect(cards[1]).toMatchObject({ dialect: 'sam-hwc', licence: 'Apache-2.0' })
  const { stdout } = await runStudio(home, models('list', '--all'))
  expect(stdout).toMatch(/^mobilesam .* here$/m)
  expect(stdout).toMatch(/^sam2\.1-tiny .* 155\.\d +Apache-2\.0 +can be fetched$/m)
})

test('a fetched model segments', async () => {
  const image = join(place, 'grey.png')
  await sharp({ create: { width: 600, height: 400, channels: 3, background: '#777' } })
    .png()
    .toFile(image)
  const asked = ['segment', image, '--point', '300,200', '--segmenter', 'mobilesam']
  const found = await runJson<{ model: string; masks: unknown[] }>(home, asked)
  expect(found.model).toBe('mobilesam')
  expect(found.masks).toHaveLength(3)
})

test('a provider is good or not used, with the reason', async () => {
  const args = models('test', 'embedded-2', '--provider', 'no-such-gpu')
  const verdicts = await runJson<Verdict[]>(home, args)
  expect(verdicts.map(({ provider, isGood }) => [provider, isGood])).toEqual([
    ['cpu', true],
    ['no-such-gpu', false],
  ])
  const { stdout } = await runStudio(home, models('test', 'mobilesam', '--provider', 'cpu'))
  expect(stdout).toMatch(/^cpu +good +1\.000 +\d+ +\d+ +\d+/m)
})

test('verify tells a changed file, remove takes the model away', async () => {
  expect(await runJson(home, models('verify', 'mobilesam'))).toEqual({
    id: 'mobilesam',
    isIntact: true,
  })
  const file = join(home, 'models', 'mobilesam', 'mobile_sam_image_encoder.onnx')
  const data = readFileSync(file)
  data[100] = (data[100] ?? 0) ^ 1
  writeFileSync(file, data)
  const run = await runStudio(home, models('verify', 'mobilesam'))
  expect(run).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('has changed') })
  expect(await runJson(home, models('remove', 'mobilesam'))).toEqual({ removed: 'mobilesam' })
  const again = await runStudio(home, models('remove', 'mobilesam'))
  expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Fetch or import') })
})

test('two files of one’s own are recognised, kept and used', async () => {
  const files = ['encoder', 'decoder'].map((role) => fixtureFile(`b1.${role}`))
  const kept = await runJson<{ id: string; dialect: string }>(home, models('import', ...files))
  expect(kept).toMatchObject({ id: 'own-b1', dialect: 'sam2-samexporter' })
  const cards = await runJson<SegmenterCard[]>(home, models('list'))
  expect(cards.map(({ id }) => id)).toContain('own-b1')
})

test('one that is damaged is listed as such', async () => {
  const file = join(home, 'models', 'own-b1', 'b1.decoder.onnx')
  writeFileSync(file, readFileSync(file).subarray(0, 100))
  const { stdout } = await runStudio(home, models('list', '--all'))
  expect(stdout).toMatch(/^own-b1 .* damaged$/m)
  expect(await runJson(home, models('remove', 'own-b1'))).toEqual({ removed: 'own-b1' })
})

test.each([
  ['an unknown model', ['get', 'nonsense'], /No model nonsense .* Known: mobilesam/s],
  ['a licence that is not agreed to', ['get', 'sam3-tracker'], /add --agree/],
  [
    'a folder without the files',
    ['import', '--as', 'mobilesam', place],
    /mobile_sam_image_encoder\.onnx is not in/,
  ],
  ['no folder', ['import', join(place, 'none')], /none is not there/],
  [
    'graphs of no dialect',
    ['import', fixtureFile('clipseg')],
    /clipseg\.onnx takes .*pixel_values/s,
  ],
  [
    'a host that is not there',
    ['get', 'mobilesam', '--mirror', 'http://127.0.0.1:9'],
    /mobile_sam_image_encoder/,
  ],
])('%s is refused with what to do', async (_name, args, message) => {
  const run = await runStudio(home, models(...args))
  expect(run.exitCode).toBe(1)
  expect(run.stderr).toMatch(message)
})
