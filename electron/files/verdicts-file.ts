import { z } from 'zod'
import type { ModelTest } from '#models/verdict'
import { verdictSchema } from '#rpc/schemas/models'
import { openKeptJson } from './kept-json.ts'

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
  const file = openKeptJson(path, fileSchema, { version: 1, tests: {} })
  return {
    read: async () => new Map(Object.entries((await file.read()).tests)),
    async put(id, test) {
      const kept = { ...test, verdicts: [...test.verdicts] }
      await file.change(({ tests }) => ({ version: 1, tests: { ...tests, [id]: kept } }))
    },
    async forget(id) {
      await file.change(({ tests }) => {
        const others = Object.entries(tests).filter(([known]) => known !== id)
        return { version: 1, tests: Object.fromEntries(others) }
      })
    },
  }
}
