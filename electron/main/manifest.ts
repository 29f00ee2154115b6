import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

/** SHA-256 (hex) by path relative to the backend's folder; it lies inside the archive, which Electron itself verifies. */
export const manifestSchema = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/))
export type Manifest = z.infer<typeof manifestSchema>

/** Names the files that are missing or altered; empty when all is as shipped. */
export async function findAlteredFiles(folder: string, manifest: Manifest): Promise<string[]> {
  const verdicts = await Promise.all(
    Object.entries(manifest).map(async ([file, digest]) => {
      const bytes = await readFile(path.join(folder, file)).catch(() => null)
      const found = bytes === null ? null : createHash('sha256').update(bytes).digest('hex')
      return found === digest ? [] : [file]
    }),
  )
  return verdicts.flat()
}
