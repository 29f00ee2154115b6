import { mkdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { z } from 'zod'
import type { recentProjectSchema } from '#rpc/schemas/project'
import { writeFileAtomic } from './atomic-write.ts'

const entriesSchema = z.array(z.object({ path: z.string(), openedAt: z.string() }))
const kept = 20

export type RecentProject = z.infer<typeof recentProjectSchema>

/** Latest first. */
export async function readRecent(path: string): Promise<RecentProject[]> {
  const entries = await readEntries(path)
  return Promise.all(
    entries.map(async (entry) => ({
      ...entry,
      name: projectName(entry.path),
      exists: await stat(entry.path).then(
        () => true,
        () => false,
      ),
    })),
  )
}

export async function rememberRecent(path: string, project: string): Promise<void> {
  const others = (await readEntries(path)).filter((entry) => entry.path !== project)
  const entries = [{ path: project, openedAt: new Date().toISOString() }, ...others]
  await mkdir(dirname(path), { recursive: true })
  await writeFileAtomic(path, JSON.stringify(entries.slice(0, kept), null, 2))
}

/** A project's name for people: its file name without the ending. */
export function projectName(project: string): string {
  return basename(project).replace(/\.reaseg$/i, '')
}

/** A list that cannot be read is an empty one: it holds nothing that could be lost. */
async function readEntries(path: string): Promise<z.infer<typeof entriesSchema>> {
  try {
    return entriesSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return []
  }
}
