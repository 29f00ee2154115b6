import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { imagePoint } from '#core/geometry/point'
import { recogniseDialect } from '#models/dialects/index'
import { openSession } from '#models/onnx/session'
import { openSegmenter } from '#models/segmenter'
import { cardOf, fixtureFile } from '../../fixtures/onnx-cards.ts'
import { discPicture } from '../../fixtures/pictures.ts'

const run = { priority: 'run' } as const

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reaseg-broken-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

const cardWith = (decoder: string) =>
  cardOf(decoder, 'sam-hwc', {
    encoder: fixtureFile('a1.encoder'),
    decoder: fixtureFile(`broken/${decoder}`),
  })

describe('a broken file is named, with what is wrong with it', () => {
  it.each([
    ['a1-missing-data.decoder', 'its weights lie in a file beside it'],
    ['a1-double-labels.decoder', 'point_labels as float64'],
    ['a1-truncated.decoder', 'a1-truncated.decoder.onnx'],
    ['a1-page.decoder', 'it is a web page'],
    ['a1-pointer.decoder', 'it is a Git LFS pointer'],
    ['unknown', 'has no input image_embeddings'],
  ])('at opening: %s', async (decoder, message) => {
    const opened = openSegmenter(cardWith(decoder))
    await expect(opened).rejects.toMatchObject({ error: { code: 'model_broken' } })
    await expect(opened).rejects.toThrow(message)
  })

  it.each([
    ['a1-three-masks.decoder', 'gives 3 masks a prompt where 1 or 4 belong'],
    ['a1-nan.decoder', 'gives masks that are not numbers'],
  ])('at the first decode: %s', async (decoder, message) => {
    const segmenter = await openSegmenter(cardWith(decoder))
    const image = await discPicture(folder, { width: 320, height: 200 }, [])
    const encoding = await segmenter.encode(image, null, run)
    const points = [{ point: imagePoint(100, 100), label: 1 }] as const
    const asked = segmenter.decode(encoding, [{ points, box: null, mask: null }], run)
    await expect(asked).rejects.toMatchObject({ error: { code: 'model_broken' } })
    await expect(asked).rejects.toThrow(message)
    await segmenter.close()
  })
})

it('nothing is recognised in a graph of another kind', async () => {
  const other = await openSession(fixtureFile('broken/unknown'))
  expect(recogniseDialect(other.ports, other.ports)).toBeNull()
  await other.release()
})
