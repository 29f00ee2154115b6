import { parseArgs } from 'node:util'
import { runBenches } from '../bench/index.ts'

/** `npm run bench [-- SUITE…]`: the ratios of the README's table, all of them or the suites named. */
const { positionals } = parseArgs({ allowPositionals: true })
process.exitCode = await runBenches(positionals)
