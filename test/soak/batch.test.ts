import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'
import { startMllmServer } from '../fakes/mllm-server/server.ts'
import { startBackend, type BackendProcess } from './backend-process.ts'
import { report, soakScale } from './scale.ts'

const samples = Math.max(8, Math.round(200 * soakScale))
const kills = Math.max(1, Math.round(5 * soakScale))

/** One grey picture with so many different queries. */
async function createProject(backend: BackendProcess, home: string, file: string): Promise<void> {
  const image = path.join(home, 'photo.png')
  await sharp({ create: { width: 320, height: 240, channels: 3, background: '#456' } })
    .png()
    .toFile(image)
  await backend.call('project.create', { path: file })
  await backend.call('images.import', { files: [image], addSamples: false })
  for (;;) {
    const { rows } = await backend.call('images.list', {})
    const [row] = rows
    if (row === undefined) {
      await wait(50)
      continue
    }
    for (let i = 0; i < samples; i++)
      await backend.call('samples.add', { image: row.id, fields: { query: `query number ${i}.` } })
    return
  }
}

/** Questions that have a kept reply. */
function keptKeys(file: string): Set<string> {
  const db = new Database(file, { readonly: true })
  const keys = db.prepare('select key from replies').all() as { key: string }[]
  db.close()
  return new Set(keys.map(({ key }) => key))
}

/** Keys of all calls that were paid for, one entry a call. */
function paidKeys(file: string): string[] {
  const db = new Database(file, { readonly: true })
  const rows = db
    .prepare('select reply_key as key from calls where is_cached = 0 and reply is not null')
    .all() as { key: string }[]
  db.close()
  return rows.map(({ key }) => key)
}

/** Bytes of memory that a process holds; null where the system does not tell. */
function memoryOf(pid: number): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+) kB/.exec(text)?.[1]) * 1024
  } catch {
    return null
  }
}

test('a batch survives kill -9 and pays for no kept reply twice', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'reaseg-batch-'))
  const file = path.join(home, 'batch.reaseg')
  const reply = JSON.stringify({
    target: 'thing',
    attributes: [],
    present: true,
    regions: [{ rows: [2, 3], columns: [4, 5] }],
    rationale: 'It is there.',
  })
  const server = await startMllmServer(async () => ({ text: reply, thought: '' }))
  let backend = await startBackend(home)
  await createProject(backend, home, file)
  const profile = { name: 'fake', dialect: 'openai', model: 'm', concurrency: 4 } as const
  await backend.call('mllm.save', { profile: { ...profile, url: server.url('openai') } })
  const settings = pipelineSettingsSchema.parse({
    reasoner: 'mllm',
    reason: { profile: 'fake', prompts: 'rsvp-b' },
    candidates: { useSeeds: false, useSemantic: false, useBoxes: false, view: 'whole' },
  })
  const { job } = await backend.call('runs.proposeAll', { samples: null, settings })
  const began = memoryOf(backend.pid)
  let slowest = 0
  for (let i = 0; i < kills; i++) {
    await wait(700 + Math.random() * 1500)
    const since = performance.now()
    await backend.call('samples.list', {})
    slowest = Math.max(slowest, performance.now() - since)
    await backend.kill()
    const kept = keptKeys(file)
    const paid = paidKeys(file).length
    backend = await startBackend(home)
    await backend.call('project.open', { path: file })
    const known = (await backend.call('jobs.list', {})).find(({ id }) => id === job)
    if (known?.state === 'done') break
    expect(known?.state).toBe('paused')
    await backend.call('jobs.resume', { job })
    await wait(300)
    expect(
      paidKeys(file)
        .slice(paid)
        .filter((key) => kept.has(key)),
    ).toEqual([])
  }
  for (;;) {
    const state = (await backend.call('jobs.list', {})).find(({ id }) => id === job)?.state
    if (state === 'done') break
    expect(state).toMatch(/running|queued/)
    await wait(200)
  }
  const settled = await backend.call('jobs.settled', { job })
  expect(settled.failed).toEqual([])
  expect(settled.runs).toHaveLength(samples)
  const ended = memoryOf(backend.pid)
  const growth = began === null || ended === null ? 0 : ended - began
  report(
    `batch: ${samples} samples, ${kills} × kill -9, ${server.asked.length} questions asked, memory ${(growth / 2 ** 20).toFixed(0)} MiB more, slowest list ${slowest.toFixed(0)} ms`,
  )
  expect(growth).toBeLessThan(200 * 2 ** 20)
  await backend.stop()
  await server.close()
  await rm(home, { recursive: true })
}, 900_000)
