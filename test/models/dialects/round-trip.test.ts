import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { imageBox } from '#core/geometry/box'
import { imagePoint } from '#core/geometry/point'
import { maskFromRle } from '#core/mask/rle'
import { maskIou, rleArea, rleBox } from '#core/mask/rle-ops'
import { dialects, recogniseDialect } from '#models/dialects/index'
import { openSession } from '#models/onnx/session'
import type { Decoded, ImageSource, Prompt, Segmenter } from '#models/ports'
import { openSegmenter } from '#models/segmenter'
import { fixtureCard, fixturePairs } from '../../fixtures/onnx-cards.ts'
import { centroid, discPicture } from '../../fixtures/pictures.ts'

/** Every dialect on tiny files that draw what they are asked, run by the real runtime. */
const sizes = [
  { width: 1999, height: 1333 },
  { width: 1333, height: 1999 },
  { width: 1024, height: 1024 },
]
const run = { priority: 'run' } as const
const prompt = (parts: Partial<Prompt>): Prompt => ({ points: [], box: null, mask: null, ...parts })
const click = (x: number, y: number, label: 0 | 1 = 1) => ({ point: imagePoint(x, y), label })

let folder: string
let images: ImageSource[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reaseg-dialects-'))
  images = await Promise.all(sizes.map((size) => discPicture(folder, size, [])))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

const best = ({ masks }: Decoded) => masks.toSorted((a, b) => b.predictedIou - a.predictedIou)[0]!

describe.each(fixturePairs.map(({ name, dialect }) => [name, dialect] as const))(
  '%s, %s',
  (name, dialect) => {
    const card = fixtureCard(name)
    const { capabilities } = card
    let segmenter: Segmenter

    beforeAll(async () => {
      segmenter = await openSegmenter(card)
    })

    afterAll(async () => {
      await segmenter.close()
    })

    async function ask(
      image: ImageSource,
      prompts: readonly Prompt[],
    ): Promise<readonly Decoded[]> {
      return segmenter.decode(await segmenter.encode(image, null, run), prompts, run)
    }

    it('is recognised by its signature, and by no other dialect', async () => {
      const [encoder, decoder] = await Promise.all(card.files.map(({ path }) => openSession(path)))
      expect(recogniseDialect(encoder!.ports, decoder!.ports)?.id).toBe(dialect)
      const others = dialects.filter(({ id }) => id !== dialect)
      expect(recogniseDialect(encoder!.ports, decoder!.ports, others)).toBeNull()
      await encoder!.release()
      await decoder!.release()
    })

    it.each(sizes.map((size, i) => [`${size.width}×${size.height}`, i] as const))(
      'a click comes back as a mask around it, within 3 px: %s',
      async (_size, i) => {
        const image = images[i]!
        const [x, y] = [0.72 * image.size.width, 0.31 * image.size.height]
        const [decoded] = await ask(image, [prompt({ points: [click(x, y)] })])
        for (const { rle } of decoded!.masks) {
          expect(rle.size).toEqual([image.size.height, image.size.width])
          const at = centroid(maskFromRle(rle))
          expect(Math.hypot(at.x - x, at.y - y)).toBeLessThan(3)
        }
      },
    )

    it('a click in a part of the picture comes back at its place', async () => {
      const image = images[0]!
      const encoding = await segmenter.encode(image, imageBox(600, 200, 1400, 900), run)
      const [decoded] = await segmenter.decode(
        encoding,
        [prompt({ points: [click(1000, 500)] })],
        run,
      )
      const at = centroid(maskFromRle(best(decoded!).rle))
      expect(Math.hypot(at.x - 1000, at.y - 500)).toBeLessThan(3)
    })

    it('a box comes back as its inside, or is refused', async () => {
      const image = images[0]!
      const box = imageBox(400, 300, 1200, 900)
      const asked = ask(image, [prompt({ box })])
      if (!capabilities.box)
        return expect(asked).rejects.toMatchObject({ error: { code: 'bad_input' } })
      const [decoded] = await asked
      const { x0, y0, x1, y1 } = rleBox(best(decoded!).rle)!
      const off = [x0 - box.x0, y0 - box.y0, x1 - box.x1, y1 - box.y1]
      expect(Math.max(...off.map(Math.abs))).toBeLessThan(9)
    })

    it('a negative click takes away, or is refused', async () => {
      const image = images[0]!
      const asked = ask(image, [
        prompt({ points: [click(1000, 700)] }),
        prompt({ points: [click(1000, 700), click(1020, 700, 0)] }),
      ])
      if (!capabilities.negativePoints)
        return expect(asked).rejects.toMatchObject({ error: { code: 'bad_input' } })
      const [one, two] = await asked
      expect(rleArea(best(two!).rle)).toBeLessThan(0.9 * rleArea(best(one!).rle))
    })

    it('starts from an earlier mask, or refuses it', async () => {
      const image = images[0]!
      const points = [click(1000, 700)]
      const [first] = await ask(image, [prompt({ points: [click(500, 500)] })])
      const mask = { kind: 'logits', decoded: first!.id, token: first!.initialToken } as const
      const asked = ask(image, [prompt({ points }), prompt({ points, mask })])
      if (!capabilities.maskPrompt)
        return expect(asked).rejects.toMatchObject({ error: { code: 'bad_input' } })
      const [bare, refined] = await asked
      expect(maskIou(best(bare!).rle, best(refined!).rle)).toBeLessThan(1)
    })

    it('many prompts of many kinds are answered as each by itself', async () => {
      const image = images[2]!
      const prompts = Array.from({ length: 5 }, (_, k) =>
        prompt({
          points: [click(200 + 150 * k, 300), click(200 + 150 * k, 600)].slice(0, 1 + (k % 2)),
          box: capabilities.box && k > 2 ? imageBox(100 * k, 100, 100 * k + 300, 500) : null,
        }),
      )
      const together = await ask(image, prompts)
      for (const [k, one] of prompts.entries()) {
        const [alone] = await ask(image, [one])
        expect(together[k]!.masks).toEqual(alone!.masks)
        expect(together[k]!.single).toEqual(alone!.single)
      }
    })

    it('gives a mask for one meaning where the export has a token for it', async () => {
      const [decoded] = await ask(images[2]!, [
        prompt({ points: [click(500, 500), click(520, 520)] }),
      ])
      const hasSingle = ['a1', 'a1-fp16', 'a2', 'a3', 'd2'].includes(name)
      expect(decoded!.single === null).toBe(!hasSingle)
      expect(decoded!.masks).toHaveLength(['a1-single', 'a4', 'b4'].includes(name) ? 1 : 3)
    })
  },
)
