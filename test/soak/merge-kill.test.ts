import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { addImages } from '#electron/store/images'
import { openStore } from '#electron/store/open'
import { addSamples } from '#electron/store/samples'
import { sampleFieldsSchema } from '#rpc/schemas/project'
import { startBackend } from './backend-process.ts'
import { report, rounds } from './scale.ts'

const count = 4000

/** A project of `count` samples of pictures that are called after it. */
async function build(file: string, name: string): Promise<void> {
  const store = await openStore(file, { create: true })
  const db = store.writer()
  const images = await addImages(
    db,
    Array.from({ length: count / 10 }, (_, i) => ({
      path: `${name}/${i}.jpg`,
      name: `${i}.jpg`,
      digest: `${name} ${i}`,
      bytes: 1,
      wishedId: null,
      width: 64,
      height: 48,
    })),
  )
  const samples = Array.from({ length: count }, (_, i) => ({
    imageId: images[i % images.length] as number,
    fields: sampleFieldsSchema.parse({ query: `${name} ${i}` }),
  }))
  await addSamples(db, samples)
  await store.close()
}

test('kill -9 while two projects merge leaves all of it or nothing', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'reaseg-merge-kill-'))
  const file = path.join(home, 'mine.reaseg')
  const other = path.join(home, 'theirs.reaseg')
  await build(other, 'theirs')
  const kills = rounds(40)
  let whole = 0
  for (let i = 0; i < kills; i += 1) {
    for (const end of ['', '-wal', '-shm']) await rm(file + end, { force: true })
    await build(file, 'mine')
    const backend = await startBackend(home)
    await backend.call('project.open', { path: file })
    await backend.call('project.merge', { path: other })
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 1500))
    await backend.kill()
    const db = new Database(file)
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    const { samples, images } = db
      .prepare(
        'select (select count(*) from samples) samples, (select count(*) from images) images',
      )
      .get() as { samples: number; images: number }
    db.close()
    expect([count, 2 * count]).toContain(samples)
    expect(images * 10).toBe(samples)
    if (samples === 2 * count) whole += 1
  }
  await rm(home, { recursive: true })
  report(`merge: ${kills} × kill -9, ${whole} whole, ${kills - whole} not begun, integrity ok`)
}, 600_000)
