import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { silentLog } from '#electron/files/log'
import { bindHandlers } from '#electron/usecases/handlers'
import { createStudio, type Studio } from '#electron/usecases/studio'
import type { Answer, MethodName, Params } from '#rpc/contract'
import { createRouter } from '#rpc/router'
import type { Job } from '#rpc/schemas/system'
import { AppFailure } from '#models/failure'
import { fail } from '#core/result'

const cleanups: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

export function tempFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'reaseg-test-'))
  cleanups.push(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A real studio on a temporary home, with no segmenter. */
export function testStudio(folder: string): Studio {
  const studio = createStudio({
    homeDir: join(folder, 'home'),
    weightsDir: join(folder, 'weights'),
    mode: 'browser',
    version: '0.0.0',
    log: silentLog,
    models: () => ({
      list: async () => [],
      open: async () => {
        throw new AppFailure(fail('model_missing', 'no model in this test').error)
      },
    }),
  })
  cleanups.push(() => studio.close())
  return studio
}

export type Caller = {
  <M extends MethodName>(method: M, params?: Params<M>): Promise<Answer<M>>
}

/** Calls through the router as a window does; throws AppFailure where the answer is an error. */
export function callerOf(studio: Studio): Caller {
  const router = createRouter(bindHandlers(studio), {
    onBug: (method, error) => console.error(method, error),
    checkAnswers: true,
  })
  return (async (method: MethodName, params: unknown) => {
    const answer = await router(method, params ?? {})
    if (!answer.ok) throw new AppFailure(answer.error)
    return answer.value
  }) as Caller
}

export async function finishedJob(studio: Studio, started: Promise<{ job: number }>): Promise<Job> {
  return studio.jobs.finished((await started).job)
}

/** The code of the AppFailure a promise rejects with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    if (error instanceof AppFailure) return error.error.code
    throw error
  }
  return 'none'
}
