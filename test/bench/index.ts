import { benchRle } from './rle.ts'
import { printTable, type BenchRow } from './table.ts'

/** Suites by name: `npm run bench -- rle` runs one. */
const suites: Readonly<Record<string, () => BenchRow[] | Promise<BenchRow[]>>> = {
  rle: benchRle,
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(suites, name))
if (unknown.length > 0) {
  console.error(`No such bench: ${unknown.join(', ')}. Known: ${Object.keys(suites).join(', ')}.`)
  process.exitCode = 2
} else {
  const rows: BenchRow[] = []
  for (const [name, run] of Object.entries(suites)) {
    if (asked.length > 0 && !asked.includes(name)) continue
    console.error(`measuring ${name}…`)
    rows.push(...(await run()))
  }
  printTable(rows)
}
