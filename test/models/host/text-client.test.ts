import { rm } from 'node:fs/promises'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { rleArea } from '#core/mask/rle-ops'
import { AppFailure } from '#models/failure'
import { openTextHost, type HostText } from '#models/host/text-client'
import type { HostNotice } from '#models/host/supervisor'
import { installedSegmenters, installedTextModels } from '#models/installed'
import { openText } from '#models/text/open-text'
import type { ImageSource } from '#models/ports'
import type { TextKind } from '#models/text/text-ports'
import { discPicture } from '../../fixtures/pictures.ts'
import { installTextModel, type TextModelId } from '../../fixtures/text-models.ts'

const size = { width: 900, height: 600 }
const run = { priority: 'run' } as const
const folder = mkdtempSync(join(tmpdir(), 'reaseg-text-host-'))
const modelsDir = join(folder, 'models')
let image: ImageSource
let notices: HostNotice[] = []
let open: HostText[] = []

beforeAll(async () => {
  image = await discPicture(folder, size, [])
  for (const id of ['clipseg', 'grounding-dino-tiny', 'sam3-concept'] as const)
    await installTextModel(modelsDir, id)
})
afterEach(async () => {
  for (const host of open) await host.close()
  open = []
  notices = []
})
afterAll(() => rm(folder, { recursive: true }))

async function cardOf(id: TextModelId) {
  return (await installedTextModels(modelsDir)).find((card) => card.id === id)!
}

async function hostOf<K extends TextKind>(id: TextModelId, kind: K) {
  const card = await cardOf(id)
  const host = await openTextHost({ card, onNotice: (notice) => notices.push(notice) })
  open.push(host)
  expect(host.kind).toBe(kind)
  return host as HostText & { readonly kind: K }
}

it('cards name kind, dialect and files by role; segmenters are not among them', async () => {
  const cards = await installedTextModels(modelsDir)
  expect(cards.map(({ id, kind, dialect }) => [id, kind, dialect])).toEqual([
    ['clipseg', 'text-prior', 'clipseg'],
    ['grounding-dino-tiny', 'text-boxes', 'grounding-dino'],
    ['sam3-concept', 'text-masks', 'sam3-concept'],
  ])
  expect(cards[2]!.files.map(({ role }) => role).toSorted()).toEqual([
    'decoder',
    'encoder',
    'language',
    'tokenizer',
  ])
  expect(new Set(cards.map(({ digest }) => digest)).size).toBe(3)
  expect(await installedSegmenters(modelsDir)).toEqual([])
})

it('weights come from another process as they are in this one', async () => {
  const host = await hostOf('clipseg', 'text-prior')
  expect(host.pid).not.toBe(process.pid)
  const found = await host.weigh(image, ['cat'], run)
  expect(found.weights).toHaveLength(1024)
  const here = await openText(host.card)
  if (here.kind !== 'text-prior') throw new Error('no prior')
  expect(await here.weigh(image, ['cat'], run)).toEqual(found)
  await here.close()
})

it('so do boxes and masks', async () => {
  const boxes = await (
    await hostOf('grounding-dino-tiny', 'text-boxes')
  ).findBoxes(image, ['dog'], run)
  expect(boxes).toMatchObject([{ phrase: 'dog', score: expect.closeTo(0.88, 2) }])
  const masks = await (await hostOf('sam3-concept', 'text-masks')).findMasks(image, 'cat', run)
  expect(masks.map(({ score }) => score)).toEqual([expect.closeTo(0.9), expect.closeTo(0.6)])
  expect(masks[0]!.rle.size).toEqual([600, 900])
  expect(rleArea(masks[0]!.rle)).toBeGreaterThan(1000)
})

it('a call whose process is killed is made once more, and it is told', async () => {
  const host = await hostOf('sam3-concept', 'text-masks')
  const calls = Promise.all(Array.from({ length: 3 }, () => host.findMasks(image, 'cat', run)))
  const before = host.pid!
  process.kill(before, 'SIGKILL')
  expect((await calls).map((masks) => masks.length)).toEqual([2, 2, 2])
  expect(host.pid).not.toBe(before)
  expect(host.restarts).toBe(1)
  expect(notices).toMatchObject([{ kind: 'restarted', left: null }])
})

it('a call that waits can be cancelled', async () => {
  const host = await hostOf('sam3-concept', 'text-masks')
  const first = host.findMasks(image, 'cat', run)
  const abort = new AbortController()
  const waiting = host.findMasks(image, 'dog', { ...run, signal: abort.signal })
  setImmediate(() => abort.abort())
  await expect(waiting).rejects.toMatchObject({ error: { code: 'cancelled' } })
  expect(await first).toHaveLength(2)
})

it.each([
  ['graph that is gone', (path: string) => rm(path), 'model_missing', /clipseg\.onnx/],
  ['file that is no card’s', null, 'model_broken', /no tokenizer/],
] as const)('a %s is named', async (_name, damage, code, words) => {
  const whole = await installTextModel(join(folder, `broken-${code}`), 'clipseg')
  if (damage !== null) await damage(whole.files.find(({ role }) => role === 'graph')!.path)
  const files = damage === null ? whole.files.filter(({ role }) => role === 'graph') : whole.files
  const opening = openTextHost({ card: { ...whole, files } })
  await expect(opening).rejects.toMatchObject({ error: { code } })
  await expect(opening).rejects.toThrow(words)
})

it('closed, it is gone', async () => {
  const host = await hostOf('clipseg', 'text-prior')
  const { pid } = host
  await host.close()
  expect(() => process.kill(pid!, 0)).toThrow()
  await expect(host.weigh(image, ['cat'], run)).rejects.toBeInstanceOf(AppFailure)
})
