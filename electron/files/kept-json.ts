import { mkdir, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { z } from 'zod'
import { writeFileAtomic } from './atomic-write.ts'
import { writeFailure } from './failures.ts'

/** A small JSON file of the home: read whole, changed one change after another. */
export interface KeptJson<T> {
  /** The empty value where there is no file, or a damaged one. */
  read(): Promise<T>
  /** Throws AppFailure where the disk does not take it. A damaged file is put aside first, never written over. */
  change(edit: (value: T) => T): Promise<T>
}

export function openKeptJson<S extends z.ZodType>(
  path: string,
  schema: S,
  empty: z.output<S>,
): KeptJson<z.output<S>> {
  let turn: Promise<unknown> = Promise.resolve()
  return {
    async read() {
      await turn
      return (await readKept(path, schema)).value ?? empty
    },
    change(edit) {
      const next = turn.then(async () => {
        const { value, isDamaged } = await readKept(path, schema)
        const changed = edit(value ?? empty)
        if (isDamaged) await rename(path, `${path}.broken-${Date.now()}`)
        await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
          throw writeFailure(path, error)
        })
        await writeFileAtomic(path, `${JSON.stringify(changed, null, 2)}\n`)
        return changed
      })
      turn = next.catch(() => undefined)
      return next
    },
  }
}

async function readKept<S extends z.ZodType>(
  path: string,
  schema: S,
): Promise<{ readonly value: z.output<S> | null; readonly isDamaged: boolean }> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return { value: null, isDamaged: false }
  const parsed = schema.safeParse(jsonFrom(text))
  return { value: parsed.success ? parsed.data : null, isDamaged: !parsed.success }
}

/** undefined where it is none; a schema refuses that. */
function jsonFrom(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
