/** How often the parent is looked for. */
const intervalMs = 1_000

/**
 * Calls `onGone` once when the process that started this one has ended (npm's shell does not pass
 * a SIGTERM on). Returns how to stop watching.
 */
export function watchParent(onGone: () => void): () => void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent && isAlive(parent)) return
    clearInterval(timer)
    onGone()
  }, intervalMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** Windows keeps a dead parent's id, hence the question. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
