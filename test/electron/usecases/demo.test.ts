import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openApplication } from '#electron/usecases/application'
import { readScenes } from '#electron/usecases/demo-scenes'
import { callerOf, tempFolder, testStudio } from './studio-fixture.ts'

test('a demo project that was left empty is filled when it is opened again', async () => {
  const studio = testStudio(tempFolder())
  const call = callerOf(studio)
  await call('project.demo')
  const samples = (await readScenes()).flatMap((scene) => scene.samples).length
  expect((await call('project.info'))?.samples).toBe(samples)
  await call('project.close')

  const other = testStudio(tempFolder())
  const callOther = callerOf(other)
  const file = join(other.home.demo, 'demo.reaseg')
  await callOther('project.create', { path: file })
  const { job } = await callOther('project.demo')
  expect(job).not.toBeNull()
  expect((await callOther('project.info'))?.samples).toBe(samples)
})

test('the size of the embedding cache is the one set', async () => {
  const homeDir = join(tempFolder(), 'home')
  const { studio, call } = openApplication({ mode: 'browser', processName: 'cli', homeDir })
  expect((await call('settings.save', { embeddingCacheBytes: 1 })).ok).toBe(true)
  const [scene] = await readScenes()
  const prompt = { points: [{ point: { x: 100, y: 100 }, label: 1 }] }
  const answer = await call('segment.file', { path: scene!.path, prompt })
  expect(answer.ok).toBe(true)
  await studio.close()
  const kept = readdirSync(join(homeDir, 'cache', 'embeddings'))
  expect(kept.filter((name) => name.endsWith('.embedding'))).toEqual([])
})
