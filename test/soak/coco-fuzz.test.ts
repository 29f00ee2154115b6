import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { imagePoint } from '#core/geometry/point'
import { stampStroke } from '#core/mask/brush'
import { createMask } from '#core/mask/mask'
import { countsFromRle, rleFromMask } from '#core/mask/rle'
import { silentLog } from '#electron/files/log'
import { projectInfo } from '#electron/usecases/projects'
import { createStudio, type Studio } from '#electron/usecases/studio'
import { transferHandlers } from '#electron/usecases/transfer'
import { importResultSchema } from '#rpc/schemas/project'
import { mutate, randomFrom } from './random.ts'
import { report, rounds } from './scale.ts'

const size = { width: 60, height: 40 }
const names = ['one.png', 'two.png', 'three.png']

function cocoText(): string {
  const mask = createMask(size)
  stampStroke(mask, { points: [imagePoint(30, 20)], radius: 9, value: 1 })
  const rle = rleFromMask(mask)
  const shapes = [rle, { size: rle.size, counts: [...countsFromRle(rle)] }, [[5, 5, 30, 5, 30, 25]]]
  return JSON.stringify({
    images: names.map((file_name, i) => ({ id: i + 1, file_name, ...size })),
    categories: [{ id: 1, name: 'thing' }],
    annotations: Array.from({ length: 9 }, (_, i) => ({
      id: i + 1,
      image_id: (i % 3) + 1,
      category_id: 1,
      iscrowd: 0,
      area: 1,
      bbox: [5, 5, 25, 20],
      segmentation: shapes[i % 3],
      query: `What is number ${i}?`,
    })),
  })
}

function openStudio(home: string): Studio {
  const models = { list: async () => [], open: () => Promise.reject(new Error('no models here')) }
  return createStudio({
    homeDir: home,
    weightsDir: home,
    mode: 'browser',
    version: '0.0.0',
    log: silentLog,
    models: () => models,
  })
}

test('a damaged COCO file is imported in part with what was left out, or not at all', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'reaseg-soak-'))
  for (const name of names)
    await sharp({ create: { ...size, channels: 3, background: '#789' } })
      .png()
      .toFile(path.join(folder, name))
  const studio = openStudio(path.join(folder, 'home'))
  const project = await studio.openProject(path.join(folder, 'p.reaseg'), { create: true })
  const random = randomFrom(22)
  const whole = cocoText()
  const total = rounds(1000)
  const outcomes = { done: 0, refused: 0, samples: 0, leftOut: 0 }
  for (let i = 0; i < total; i += 1) {
    // A name of its own each time, since ids are known per file.
    const file = path.join(folder, `f${i}.json`)
    await writeFile(file, i === 0 ? whole : mutate(whole, random))
    const before = await projectInfo(project)
    const strict = i % 4 === 3
    const { job } = await transferHandlers['transfer.import'](studio, {
      format: 'coco',
      path: file,
      images: folder,
      strict,
    })
    const { state, error, result } = await studio.jobs.finished(job)
    const after = await projectInfo(project)
    const added = { images: after.images - before.images, samples: after.samples - before.samples }
    if (state === 'done') {
      const said = importResultSchema.parse(result)
      expect(added).toEqual({ images: said.images, samples: said.samples })
      if (i === 0) expect(said.samples).toBe(9)
      outcomes.done += 1
      outcomes.samples += said.samples
      outcomes.leftOut += said.leftOut.length
    } else {
      expect({ file: i, state, error }).toMatchObject({ state: 'failed' })
      expect(error?.code).not.toBe('internal')
      expect(error?.message).toContain(path.basename(file))
      expect(added).toEqual({ images: 0, samples: 0 })
      outcomes.refused += 1
    }
    await rm(file)
  }
  expect(project.integrity()).toBe('ok')
  await studio.close()
  await rm(folder, { recursive: true })
  report(
    `damaged COCO files: ${total} tried, ${outcomes.done} imported with ${outcomes.samples} samples and ` +
      `${outcomes.leftOut} records left out, ${outcomes.refused} refused whole; nothing half imported`,
  )
}, 600_000)
