import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { ModelTest } from '#models/verdict'
import { verdictSchema } from '#rpc/schemas/models'
import { writeFileAtomic } from './atomic-write.ts'

/** The last self-test of each model, by id. */
export interface VerdictsFile {
  read(): Promise<ReadonlyMap<string, ModelTest>>
  put(id: string, test: ModelTest): Promise<void>
  forget(id: string): Promise<void>
}

const fileSchema = z.object({
  version: z.literal(1),
  tests: z.record(
    z.string(),
    z.object({
      runtime: z.string(),
      driver: z.string(),
      digest: z.string(),
      verdicts: z.array(verdictSchema),
      testedAt: z.string(),
    }),
  ),
})

/** A damaged file counts as empty: the tests can be made again. */
export function openVerdictsFile(path: string): VerdictsFile {
  let turn: Promise<unknown> = Promise.resolve()
  const change = (edit: (tests: Map<string, ModelTest>) => void): Promise<void> => {
    const next = turn.then(async () => {
      const tests = new Map(await readTests(path))
      edit(tests)
      const text = JSON.stringify({ version: 1, tests: Object.fromEntries(tests) }, null, 2)
      await writeFileAtomic(path, `${text}\n`)
    })
    turn = next.catch(() => undefined)
    return next
  }
  return {
    async read() {
      await turn
      return readTests(path)
    },
    put: (id, test) => change((tests) => tests.set(id, test)),
    forget: (id) => change((tests) => tests.delete(id)),
  }
}

async function readTests(path: string): Promise<ReadonlyMap<string, ModelTest>> {
  const text = await readFile(path, 'utf8').catch(() => '')
  try {
    return new Map(Object.entries(fileSchema.parse(JSON.parse(text)).tests))
  } catch {
    // Not there yet, or damaged.
    return new Map()
  }
}
