import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openApplication, type Application } from '#electron/usecases/application'
import { AppFailure } from '#models/failure'
import type { HostSegmenter } from '#models/host/client'
import type { Answer, MethodName, Params } from '#rpc/contract'
import type { AppEvent } from '#rpc/events'
import { tempFolder } from '../usecases/studio-fixture.ts'
import { rotatedJpeg } from './bad-pictures.ts'

let application: Application
let events: AppEvent[]
let sample: number

beforeEach(async () => {
  const folder = tempFolder()
  application = openApplication({
    mode: 'browser',
    processName: 'cli',
    homeDir: join(folder, 'home'),
  })
  events = []
  application.studio.events.subscribe((event) => events.push(event))
  mkdirSync(join(folder, 'photos'))
  writeFileSync(join(folder, 'photos', 'a.jpg'), await rotatedJpeg(1))
  await call('project.create', { path: join(folder, 'p.reaseg') })
  const { job } = await call('images.import', { folder: join(folder, 'photos') })
  await application.studio.jobs.finished(job)
  sample = (await call('samples.list', {})).rows[0]!.id
})
afterEach(() => application.studio.close())

async function call<M extends MethodName>(method: M, params: Params<M>): Promise<Answer<M>> {
  const answer = await application.call(method, params)
  if (!answer.ok) throw new AppFailure(answer.error)
  return answer.value as Answer<M>
}

const reasoning = {
  kind: 'regions' as const,
  target: 'disc',
  attributes: [],
  regions: [{ kind: 'box' as const, box: { x0: 25, y0: 15, x1: 95, y1: 85 } }],
  rationale: '',
}

/** kill -9 of the real host as soon as a run of the pipeline reaches a stage; the pid that died. */
function killAt(stage: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const stop = application.studio.events.subscribe((event) => {
      if (event.kind !== 'run.progress' || event.stage !== stage) return
      stop()
      application.studio.segmenters
        .use('embedded-2', async (segmenter) => {
          const { pid } = segmenter as HostSegmenter
          process.kill(pid!, 'SIGKILL')
          resolve(pid!)
        })
        .catch(reject)
    })
  })
}

const notices = () => events.filter((event) => event.kind === 'notice')

// `encode` and `seeds` are simply asked again; after `semantic` the first logits are lost: all of it is run again.
test.each(['encode', 'semantic', 'seeds'])(
  'a host killed at “%s”: the run ends well, is flagged, and the window is told',
  async (stage) => {
    const whole = await call('runs.propose', { sample, reasoning })
    expect(whole.flags).not.toContain('host-restarted')
    const killed = killAt(stage)
    const run = await call('runs.propose', { sample, reasoning })
    expect(await killed).toBeGreaterThan(0)
    expect(run.flags).toContain('host-restarted')
    expect(run.candidates.map(({ rle }) => rle)).toEqual(whole.candidates.map(({ rle }) => rle))
    await expect.poll(notices).toEqual([
      {
        kind: 'notice',
        level: 'warning',
        message: expect.stringMatching(/model host ended \(signal SIGKILL\).*started again/),
        hint: expect.stringContaining('nothing is lost'),
        sequence: expect.any(Number),
      },
    ])
    expect(await call('runs.list', { sample })).toHaveLength(2)
  },
)

test('a batch goes on', async () => {
  await call('samples.setHint', { sample, hint: reasoning })
  const killed = killAt('decode')
  const { job } = await call('runs.proposeAll', { samples: [sample], settings: null })
  expect(await application.studio.jobs.finished(job)).toMatchObject({
    state: 'done',
    result: { runs: [{ sample }], failed: [] },
  })
  await killed
})

test('a host that keeps dying is given up, and the user hears what to do', async () => {
  await call('runs.propose', { sample, reasoning })
  let deaths = 0
  const stop = application.studio.events.subscribe((event) => {
    if (event.kind !== 'run.progress' || event.stage !== 'decode') return
    void application.studio.segmenters.use('embedded-2', async (segmenter) => {
      const { pid } = segmenter as HostSegmenter
      if (pid === undefined) return
      deaths++
      process.kill(pid, 'SIGKILL')
    })
  })
  let failed: unknown = null
  for (let run = 0; run < 5 && failed === null; run++)
    await call('runs.propose', { sample, reasoning }).catch((error: unknown) => (failed = error))
  stop()
  expect(deaths).toBeGreaterThan(2)
  expect(failed).toMatchObject({
    error: {
      code: 'host_died',
      message: expect.stringContaining('not started again'),
      hint: expect.stringMatching(/\w/),
    },
  })
  expect(notices().at(-1)).toMatchObject({ level: 'error' })
  // Everything else still works.
  expect((await call('samples.get', { sample })).run).not.toBeNull()
})
