import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { imagePoint } from '#core/geometry/point'
import { stampStroke } from '#core/mask/brush'
import { createMask } from '#core/mask/mask'
import { rleFromMask } from '#core/mask/rle'
import { xorRles } from '#core/mask/rle-ops'
import { startBackend, type BackendProcess } from './backend-process.ts'
import { report, rounds } from './scale.ts'

const size = { width: 320, height: 240 }

/** A dot whose place and radius depend on `n`: saves that differ and can be told apart. */
function dotRle(n: number) {
  const mask = createMask(size)
  const point = imagePoint(20 + ((n * 37) % 280), 20 + ((n * 53) % 200))
  stampStroke(mask, { points: [point], radius: 4 + (n % 13), value: 1 })
  return rleFromMask(mask)
}

async function createProject(home: string, file: string): Promise<number> {
  const backend = await startBackend(home)
  const image = path.join(home, 'photo.png')
  await sharp({ create: { ...size, channels: 3, background: '#456' } })
    .png()
    .toFile(image)
  await backend.call('project.create', { path: file })
  await backend.call('images.import', { files: [image] })
  for (;;) {
    const { rows } = await backend.call('samples.list', {})
    const [sample] = rows
    if (sample !== undefined) {
      expect(await backend.stop()).toBe(0)
      return sample.id
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Saves as fast as it can until the process dies; every acknowledged version goes into `acknowledged`. */
async function saveUntilKilled(
  backend: BackendProcess,
  sample: number,
  acknowledged: Map<number, string>,
): Promise<void> {
  try {
    let { draft, saved } = await backend.call('samples.get', { sample })
    for (;;) {
      const wanted = dotRle((saved?.version ?? 0) + 1)
      const delta = xorRles(draft.target, wanted)
      draft = await backend.call('edits.push', {
        sample,
        revision: draft.revision,
        edits: [{ kind: 'mask', layer: 'target', tool: 'brush', delta }],
      })
      const detail = await backend.call('annotations.save', {
        sample,
        revision: draft.revision,
        status: 'accepted',
      })
      draft = detail.draft
      saved = detail.saved
      if (saved !== null) acknowledged.set(saved.version, saved.target.counts)
    }
  } catch (error) {
    // The connection breaks when the process is killed; anything the backend itself refuses is a failure.
    if (!(error instanceof TypeError)) throw error
  }
}

test('an acknowledged save survives kill -9', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'reaseg-soak-'))
  const file = path.join(home, 'soak.reaseg')
  const sample = await createProject(home, file)
  const acknowledged = new Map<number, string>()
  const kills = rounds(100)
  for (let i = 0; i < kills; i += 1) {
    const backend = await startBackend(home)
    await backend.call('project.open', { path: file })
    const saving = saveUntilKilled(backend, sample, acknowledged)
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 500))
    await backend.kill()
    await saving
    const db = new Database(file, { readonly: true })
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
  }
  const backend = await startBackend(home)
  const info = await backend.call('project.open', { path: file })
  expect(info.integrity).toBe('ok')
  const versions = await backend.call('annotations.versions', { sample })
  const found = new Map(versions.map(({ version, target }) => [version, target.counts]))
  const lost = [...acknowledged].filter(([version, counts]) => found.get(version) !== counts)
  expect(lost).toEqual([])
  await backend.stop()
  await rm(home, { recursive: true })
  report(
    `kill loop: ${kills} × kill -9, ${acknowledged.size} acknowledged saves, ${lost.length} lost, integrity ok`,
  )
  expect(acknowledged.size).toBeGreaterThan(0)
}, 600_000)
