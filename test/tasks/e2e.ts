import { summaryLine } from './counts.ts'
import { runEndToEnd } from './suites.ts'

/** `npm run e2e [-- playwright's arguments]`: the end-to-end tests alone. */
const counts = await runEndToEnd(process.argv.slice(2))
console.log(summaryLine(counts))
process.exitCode = counts.failed > 0 ? 1 : 0
