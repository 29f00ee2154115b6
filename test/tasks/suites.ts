import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildRenderer } from '#electron/packaging/build'
import { isOutdated, rendererSources } from '#electron/packaging/freshness'
import { provideBrowser } from './browser.ts'
import { countPlaywright, countVitest, noCounts, readCounts, type Counts } from './counts.ts'
import { root, runTool } from './programs.ts'

/** Runs vitest, all of it or the paths and flags given. */
export function runVitest(args: readonly string[]): Promise<Counts> {
  return withReport(async (file) => {
    const exitCode = await runTool('vitest', [
      'run',
      '--config=test/vitest.config.ts',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...args,
    ])
    return readCounts(file, exitCode, countVitest)
  })
}

/** Runs the end-to-end tests in a browser against the built window; without a browser that is one failure. */
export async function runEndToEnd(args: readonly string[]): Promise<Counts> {
  const specs = readdirSync(join(root, 'test/e2e'), { recursive: true }).map(String)
  if (!specs.some((name) => name.endsWith('.spec.ts'))) return noCounts
  const browser = provideBrowser()
  if (browser.kind === 'none') {
    console.error(`${browser.advice} The end-to-end tests did not run: counted as one failure.`)
    return { ...noCounts, failed: 1 }
  }
  if (isOutdated(root, 'dist/renderer/index.html', rendererSources)) await buildRenderer()
  return withReport(async (file) => {
    const exitCode = await runTool(
      '@playwright/test:playwright',
      ['test', '--config=test/e2e/playwright.config.ts', '--reporter=list,json', ...args],
      { CHROMIUM: browser.path, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    )
    return readCounts(file, exitCode, countPlaywright)
  })
}

async function withReport(run: (file: string) => Promise<Counts>): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'reaseg-report-'))
  try {
    return await run(join(folder, 'report.json'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
