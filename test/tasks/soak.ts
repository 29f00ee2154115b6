import { summaryLine } from './counts.ts'
import { runVitest } from './suites.ts'

/** `npm run soak`: the soak tests at full length; SOAK sets another share of it. */
process.env['SOAK'] ??= '1'
const counts = await runVitest(['test/soak', '--testTimeout=3600000', ...process.argv.slice(2)])
console.log(summaryLine(counts))
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0
