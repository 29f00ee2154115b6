import { homeAt } from '#electron/files/home'
import { readRecent } from '#electron/files/recent-file'

/** The project opened last, if that was after `since`; null when none was, or it is gone. */
export async function findLastProject(homeDir: string, since: Date): Promise<string | null> {
  const [last] = await readRecent(homeAt(homeDir).recentFile)
  if (last === undefined || !last.exists || new Date(last.openedAt) <= since) return null
  return last.path
}
