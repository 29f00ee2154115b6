import { addCounts, noCounts, summaryLine } from './counts.ts'
import { runEndToEnd, runVitest } from './suites.ts'

/** `npm test`: every test; `npm test -- PATH…`: the unit tests below these paths. */
const args = process.argv.slice(2)
const unit = await runVitest(args)
const endToEnd = args.length === 0 ? await runEndToEnd([]) : noCounts
const all = addCounts(unit, endToEnd)
if (all.skipped > 0) console.log(`${all.skipped} skipped`)
console.log(summaryLine(all))
process.exitCode = all.failed > 0 || all.passed + all.skipped === 0 ? 1 : 0
