import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** Lines of standard input, and its end. */
export function readLines(onLine: (line: string) => void, onEnd: () => void): void {
  const lines = createInterface({ input: process.stdin, terminal: false })
  lines.on('line', onLine)
  lines.on('close', onEnd)
}

/** False for a job in the background of a terminal: the system would stop it for reading. */
export function mayReadTerminal(): boolean {
  if (!process.stdin.isTTY || process.platform !== 'linux') return true
  try {
    const text = readFileSync('/proc/self/stat', 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const [group, foregroundGroup] = [fields[2], fields[5]]
    return group === foregroundGroup
  } catch {
    return true
  }
}
