import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** One comparison: ours and its peer (or floor) measured in the same run, as a ratio. */
export type BenchRow = {
  readonly what: string
  readonly ours: string
  /** null: the peer is not installed; the row then says so and is not judged. */
  readonly peer: string | null
  readonly ratio: number | null
  readonly target: string
  readonly isMet: boolean | null
  readonly note: string
}

const output = fileURLToPath(new URL('../../test-results', import.meta.url))

/** Milliseconds of the fastest of several runs: the least disturbed one on a shared machine. */
export function fastest(times: number, run: () => void): number {
  let best = Infinity
  for (let i = 0; i < times; i += 1) {
    const since = performance.now()
    run()
    best = Math.min(best, performance.now() - since)
  }
  return best
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}

/** The 20th percentile: what it takes when few others want the processor. */
export function undisturbed(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 5)] ?? NaN
}

export function ms(value: number): string {
  return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`
}

/** A row judged by a ratio of milliseconds: ours over the peer's. */
export function ratioRow(row: {
  readonly what: string
  readonly ours: number
  readonly peer: number | null
  readonly peerName: string
  readonly most: number
  readonly note?: string
}): BenchRow {
  const ratio = row.peer === null ? null : row.ours / row.peer
  return {
    what: row.what,
    ours: ms(row.ours),
    peer: row.peer === null ? null : `${ms(row.peer)} (${row.peerName})`,
    ratio,
    target: `≤ ${row.most.toFixed(2)}×`,
    isMet: ratio === null ? null : ratio <= row.most,
    note: row.note ?? (row.peer === null ? `missing peer: ${row.peerName}` : ''),
  }
}

/** Two digits that say something, however small it is. */
function times(ratio: number): string {
  return `${ratio < 0.1 ? ratio.toPrecision(2) : ratio.toFixed(2)}×`
}

/** Prints the table as Markdown and keeps it as `test-results/bench.md`. */
export function printTable(rows: readonly BenchRow[]): void {
  const lines = [
    '| what | ours | against | ratio | target | met | note |',
    '|---|---|---|---|---|---|---|',
    ...rows.map(
      (row) =>
        `| ${row.what} | ${row.ours} | ${row.peer ?? '–'} | ${row.ratio === null ? '–' : times(row.ratio)} | ${row.target} | ${row.isMet === null ? 'not judged' : row.isMet ? 'yes' : 'NO'} | ${row.note} |`,
    ),
  ]
  const text = `${lines.join('\n')}\n`
  console.log(text)
  mkdirSync(output, { recursive: true })
  writeFileSync(path.join(output, 'bench.md'), text)
}
