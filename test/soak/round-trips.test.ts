import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { imagePoint } from '#core/geometry/point'
import { stampStroke } from '#core/mask/brush'
import { createMask, type Rle } from '#core/mask/mask'
import { emptyRle, rleFromMask } from '#core/mask/rle'
import { xorRles } from '#core/mask/rle-ops'
import type { Draft } from '#rpc/schemas/annotation'
import { startBackend, type BackendProcess } from './backend-process.ts'
import { randomFrom, type Random } from './random.ts'
import { report, rounds } from './scale.ts'

const size = { width: 200, height: 150 }

function stroke(random: Random): Rle {
  const mask = createMask(size)
  const points = [imagePoint(random.next() * 200, random.next() * 150)]
  stampStroke(mask, { points, radius: 2 + random.next() * 30, value: 1 })
  return rleFromMask(mask)
}

/** What the draft must be: every mask it ever had, and where in that history it stands. */
class Expected {
  readonly #masks: Rle[] = [emptyRle(size)]
  #at = 0

  get mask(): Rle {
    return this.#masks[this.#at] as Rle
  }

  push(delta: Rle): void {
    this.#masks.splice(this.#at + 1, Infinity, xorRles(this.mask, delta))
    this.#at += 1
  }

  move(by: -1 | 1): void {
    this.#at = Math.min(this.#masks.length - 1, Math.max(0, this.#at + by))
  }
}

async function oneStep(
  backend: BackendProcess,
  draft: Draft,
  step: { readonly random: Random; readonly expected: Expected },
): Promise<Draft> {
  const { random, expected } = step
  const of = { sample: draft.sampleId, revision: draft.revision }
  const dice = random.next()
  if (dice < 0.2 && draft.cursor > 0) {
    expected.move(-1)
    return backend.call('edits.undo', of)
  }
  if (dice < 0.3 && draft.cursor < draft.edits.length) {
    expected.move(1)
    return backend.call('edits.redo', of)
  }
  if (dice < 0.4) {
    const saved = await backend.call('annotations.save', { ...of, status: 'draft' })
    expect(saved.saved?.target).toEqual(expected.mask)
    return saved.draft
  }
  const delta = stroke(random)
  expected.push(delta)
  const edits = [{ kind: 'mask' as const, layer: 'target' as const, tool: 'brush' as const, delta }]
  return backend.call('edits.push', { ...of, edits })
}

test('edits, undo, redo and saves over HTTP leave the mask they should', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'reaseg-soak-'))
  const image = path.join(home, 'photo.png')
  await sharp({ create: { ...size, channels: 3, background: '#567' } })
    .png()
    .toFile(image)
  const backend = await startBackend(home)
  await backend.call('project.create', { path: path.join(home, 'p.reaseg') })
  await backend.call('images.import', { files: [image] })
  let sample: number | undefined
  while (sample === undefined) sample = (await backend.call('samples.list', {})).rows[0]?.id
  const random = randomFrom(23)
  const expected = new Expected()
  const total = rounds(1000)
  let { draft } = await backend.call('samples.get', { sample })
  for (let i = 0; i < total; i += 1) {
    draft = await oneStep(backend, draft, { random, expected })
    expect(draft.target).toEqual(expected.mask)
  }
  const again = await backend.call('samples.get', { sample })
  expect(again.draft.target).toEqual(expected.mask)
  const stale = { sample, revision: draft.revision - 1, edits: [] }
  await expect(backend.call('edits.push', stale)).rejects.toThrow(/edits\.push: /)
  expect(await backend.stop()).toBe(0)
  await rm(home, { recursive: true })
  report(`round trips: ${total} over HTTP, every answer as expected`)
}, 600_000)
