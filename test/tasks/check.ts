import { summaryLine } from './counts.ts'
import { cruiseLayers, layeredFolders, listSources } from './layers.ts'
import { runToolQuietly, type Ran } from './programs.ts'

type Check = { readonly name: string; readonly run: () => Promise<Ran> }

/** `npm run check`: everything that can be said about the sources without running them. */
const checks: readonly Check[] = [
  { name: 'types', run: () => runToolQuietly('typescript:tsc', ['-b']) },
  {
    name: 'lint',
    run: () =>
      runToolQuietly('oxlint', ['-c', 'test/architecture/oxlint.json', '--type-aware', '.']),
  },
  { name: 'layers', run: checkLayers },
  {
    name: 'unused',
    run: () => runToolQuietly('knip', ['--config', 'test/architecture/knip.json']),
  },
  { name: 'format', run: () => runToolQuietly('prettier', ['--check', '--log-level=warn', '.']) },
]

let failed = 0
for (const check of checks) {
  const startedAt = performance.now()
  const { exitCode, output } = await check.run()
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`${exitCode === 0 ? '✓' : '✗'} ${check.name} (${seconds} s)`)
  if (exitCode !== 0) {
    failed++
    console.log(output.trimEnd())
  }
}
console.log(summaryLine({ passed: checks.length - failed, failed, skipped: 0 }))
process.exitCode = failed > 0 ? 1 : 0

async function checkLayers(): Promise<Ran> {
  const { modules, violations } = await cruiseLayers(layeredFolders)
  const seen = new Set(modules)
  const unseen = listSources(layeredFolders).filter((file) => !seen.has(file))
  const lines = [...violations, ...unseen.map((file) => `not looked at: ${file}`)]
  return { exitCode: lines.length > 0 ? 1 : 0, output: lines.join('\n') }
}
