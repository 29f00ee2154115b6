import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rleArea, maskIou } from '#core/mask/rle-ops'
import { markerName } from '#electron/files/export-folder'
import { listFormats } from '#electron/usecases/transfer-formats'
import type { ExportResult } from '#rpc/schemas/project'
import { codeOf, finishedJob } from './studio-fixture.ts'
import { filledPlace, importResult, newPlace, resultOf, type Place } from './transfer-fixture.ts'

const writable = listFormats().filter((format) => format.export !== null)
const both = writable.filter((format) => format.import !== null)

async function exportTo(place: Place, format: string, out: string): Promise<ExportResult> {
  const options = { copyImages: true }
  const started = place.call('transfer.export', { format, out, options })
  return resultOf(await finishedJob(place.studio, started)) as ExportResult
}

function outOf(place: Place, id: string): string {
  const { kind, extension } = writable.find((format) => format.id === id)!.export!
  return join(place.folder, kind === 'file' ? `out${extension}` : 'out')
}

describe.each(writable)('$id', ({ id }) => {
  test('is written whole, twice the same, and its losses are of its samples', async () => {
    const place = await filledPlace()
    const out = outOf(place, id)
    const first = await exportTo(place, id, out)
    expect(first.written).toEqual([out])
    const ids = new Set([2, 3, 4, 5])
    expect(first.losses.every(({ sample }) => ids.has(sample))).toBe(true)
    const again = await exportTo(place, id, `${out}2`)
    expect(again.losses).toEqual(first.losses)
    expect(filesOf(`${out}2`)).toEqual(filesOf(out))
    expect(readdirSync(place.folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  test('is previewed without a trace', async () => {
    const place = await filledPlace()
    const before = readdirSync(place.folder)
    const preview = await place.call('transfer.preview', { format: id })
    // A format of candidates says why it has nothing to write.
    expect(preview.files.length + preview.losses.length).toBeGreaterThan(0)
    expect(readdirSync(place.folder)).toEqual(before)
  })
})

/** By name, without what depends on nothing but the export's own name. */
function filesOf(path: string): Record<string, string> {
  if (!existsSync(path)) return {}
  const names = isFolder(path) ? readdirSync(path, { recursive: true }).map(String) : ['']
  const files = names.filter((name) => !isFolder(join(path, name)))
  return Object.fromEntries(
    files.sort().map((name) => [name, readFileSync(join(path, name)).toString('base64')]),
  )
}

function listed(path: string): string[] {
  return isFolder(path) ? readdirSync(path, { recursive: true }).map(String) : []
}

function isFolder(path: string): boolean {
  try {
    readdirSync(path)
    return true
  } catch {
    return false
  }
}

describe.each(both)('$id there and back', ({ id }) => {
  test('what it does not report as lost is the same, and read twice it is there once', async () => {
    const from = await filledPlace()
    const out = outOf(from, id)
    const { losses } = await exportTo(from, id, out)
    const to = await newPlace()
    // Pictures that were taken along lie with the data.
    const images = listed(out).some((name) => /\.jpe?g$/.test(name)) ? out : from.photos
    const read = () =>
      finishedJob(to.studio, to.call('transfer.import', { format: id, path: out, images }))
    const result = importResult(await read())
    expect(result.samples).toBeGreaterThan(0)
    const { rows } = await to.call('samples.list', { limit: 100 })
    expect(rows).toHaveLength(result.samples)
    const masks = await masksOf(from)
    for (const { id: sample, imageName, noTarget } of rows) {
      const { saved } = await to.call('samples.get', { sample })
      if (saved === null || noTarget) continue
      const best = masks
        .filter((one) => one.image === stemOf(imageName))
        .map((one) => ({ ...one, iou: maskIou(one.mask, saved.target) }))
        .toSorted((a, b) => b.iou - a.iou)[0]
      const told = losses.filter(({ sample: of, iou }) => of === best?.sample && iou !== null)
      const least = Math.min(1, ...told.map(({ iou }) => iou ?? 1))
      expect(best?.iou ?? 0).toBeGreaterThanOrEqual(least - 1e-9)
    }
    const again = importResult(await read())
    expect([again.images, again.samples]).toEqual([0, 0])
  })
})

function stemOf(name: string): string {
  return (name.split('/').at(-1) ?? '').replace(/(__\d+)?\.[^.]*$/, '')
}

async function masksOf(place: Place) {
  const { rows } = await place.call('samples.list', { limit: 100 })
  const found = []
  for (const { id: sample, imageName } of rows) {
    const { saved } = await place.call('samples.get', { sample })
    if (saved !== null && rleArea(saved.target) > 0)
      found.push({ sample, image: stemOf(imageName), mask: saved.target })
  }
  return found
}

describe('a folder of an export', () => {
  test('is replaced only where every file in it is its own', async () => {
    const place = await filledPlace()
    const out = join(place.folder, 'out')
    const start = (overwrite: boolean) =>
      place.call('transfer.export', { format: 'masks', out, overwrite })
    await finishedJob(place.studio, start(false))
    expect(JSON.parse(readFileSync(join(out, markerName), 'utf8'))).toMatchObject({
      format: 'masks',
    })
    mkdirSync(join(out, 'notes'))
    writeFileSync(join(out, 'notes', 'diary.txt'), 'mine')
    expect(await codeOf(start(true))).toBe('file_exists')
    expect(existsSync(join(out, 'notes', 'diary.txt'))).toBe(true)
  })

  test('a format that is not there is named with those that are', async () => {
    const place = await newPlace(1)
    const params = { format: 'nothing', out: join(place.folder, 'x') }
    expect(await codeOf(place.call('transfer.export', params))).toBe('wrong_usage')
  })
})
