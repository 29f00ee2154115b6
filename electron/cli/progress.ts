type Progress = {
  readonly title: string
  readonly done: number
  readonly total: number | null
  readonly note: string
}

/** One line that is written over; nothing where standard error is no terminal. */
export function createProgressLine() {
  const isTerminal = process.stderr.isTTY
  return {
    show({ title, done, total, note }: Progress) {
      if (!isTerminal) return
      const share = total === null ? `${done}` : `${done} of ${total}`
      process.stderr.write(`\r\u001b[K${title}: ${share} ${note}`)
    },
    clear() {
      if (isTerminal) process.stderr.write('\r\u001b[K')
    },
  }
}

/** Ctrl+C cancels; a second one ends at once. Gives how to stop listening. */
export function onInterrupt(cancel: () => void): () => void {
  let isInterrupted = false
  const interrupt = () => {
    if (isInterrupted) process.exit(130)
    isInterrupted = true
    cancel()
  }
  process.on('SIGINT', interrupt)
  return () => void process.off('SIGINT', interrupt)
}
