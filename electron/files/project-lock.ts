import { randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { open, realpath, rename, rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import { failure, systemCode } from '#models/failure'
import { writeFileAtomic } from './atomic-write.ts'
import { writeFailure } from './failures.ts'

/** How others reach the process that holds a project; port 0 where it takes no calls. */
export type LockAddress = { readonly port: number; readonly token: string }

const lockInfoSchema = z.object({
  pid: z.int().positive(),
  port: z.int().min(0).max(65_535),
  token: z.string(),
  startedAt: z.string(),
  /** When the system started that process, in its own units; tells a re-used pid. Empty where unknown. */
  processStart: z.string(),
})
export type LockInfo = z.infer<typeof lockInfoSchema>

export interface ProjectLock {
  /** The last holder died without letting go. */
  readonly wasStale: boolean
  announce(address: LockAddress): Promise<void>
  release(): Promise<void>
}

/** A lock file this young may still be in the writing. */
const writingMs = 3000

/** Throws AppFailure `project_busy` while another living process holds the project, or what writing fails with. */
export async function takeProjectLock(
  project: string,
  address: LockAddress = { port: 0, token: '' },
): Promise<ProjectLock> {
  const path = await lockPathOf(project)
  const info: LockInfo = {
    ...address,
    pid: process.pid,
    startedAt: new Date().toISOString(),
    processStart: processStartOf(process.pid),
  }
  let wasStale = false
  for (let attempt = 0; !(await createLock(path, info)); attempt++) {
    const holder = readLock(path)
    if (holder === 'unreadable') throw busy(project, null)
    if (holder !== null && isAlive(holder)) throw busy(project, holder)
    if (attempt > 5) throw busy(project, holder)
    await removeStale(path, holder)
    wasStale = true
  }
  return {
    wasStale,
    announce: (next) =>
      writeFileAtomic(path, JSON.stringify({ ...info, ...next }), { mode: 0o600 }),
    async release() {
      const holder = readLock(path)
      if (holder !== null && holder !== 'unreadable' && holder.pid === process.pid)
        await rm(path, { force: true })
    },
  }
}

/** Who holds a project now, or null. */
export async function holderOf(project: string): Promise<LockInfo | null> {
  const holder = readLock(await lockPathOf(project))
  return holder !== null && holder !== 'unreadable' && isAlive(holder) ? holder : null
}

async function lockPathOf(project: string): Promise<string> {
  return `${await realpath(project).catch(() => project)}.lock`
}

/** Written in one piece right after its exclusive creation; false where there is one already. */
async function createLock(path: string, info: LockInfo): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600)
    try {
      await file.writeFile(JSON.stringify(info))
    } catch (error) {
      // An empty lock would keep everybody out for a while.
      await rm(path, { force: true })
      throw error
    } finally {
      await file.close()
    }
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw writeFailure(path, error)
  }
}

/** null: none, or a broken one old enough to be left over. */
function readLock(path: string): LockInfo | 'unreadable' | null {
  try {
    const parsed = lockInfoSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
    if (parsed.success) return parsed.data
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null
  }
  const found = statSync(path, { throwIfNoEntry: false })
  return found !== undefined && Date.now() - found.mtimeMs < writingMs ? 'unreadable' : null
}

/** Moved aside before it is deleted, so that of two takers one cannot delete the other's fresh lock. */
async function removeStale(path: string, stale: LockInfo | null): Promise<void> {
  const aside = `${path}.${randomBytes(4).toString('hex')}`
  try {
    await rename(path, aside)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return
    throw writeFailure(path, error)
  }
  const moved = readLock(aside)
  const isOther =
    moved !== null &&
    moved !== 'unreadable' &&
    (moved.pid !== stale?.pid || moved.startedAt !== stale.startedAt)
  if (isOther) await rename(aside, path)
  else await rm(aside, { force: true })
}

function isAlive(info: LockInfo): boolean {
  try {
    process.kill(info.pid, 0)
  } catch (error) {
    if (systemCode(error) === 'ESRCH') return false
  }
  const now = processStartOf(info.pid)
  return now === '' || info.processStart === '' || now === info.processStart
}

/** Field 22 of /proc/<pid>/stat, counted behind the name, which may hold spaces and brackets. */
function processStartOf(pid: number): string {
  if (process.platform !== 'linux') return ''
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function busy(project: string, holder: LockInfo | null) {
  const who = holder === null ? '' : ` (process ${holder.pid}, since ${holder.startedAt})`
  return failure(
    'project_busy',
    `${basename(project)} is open in another Reaseg Studio${who}. ${project}`,
    'Close it there, or open it read-only.',
  )
}
