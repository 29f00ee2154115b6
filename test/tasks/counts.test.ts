import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import {
  addCounts,
  countPlaywright,
  countVitest,
  noCounts,
  readCounts,
  summaryLine,
} from './counts.ts'

const folder = mkdtempSync(join(tmpdir(), 'counts-'))
afterAll(() => rmSync(folder, { recursive: true }))

const vitest = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, testResults: [] }

test('a file that could not be loaded is one failure', () => {
  const testResults = [
    { status: 'failed', assertionResults: [] },
    { status: 'failed', assertionResults: [{}] },
    { status: 'passed', assertionResults: [{}] },
  ]
  expect(countVitest({ ...vitest, testResults })).toEqual({ passed: 5, failed: 2, skipped: 2 })
})

test('errors outside any test count as failures', () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 4 }
  expect(countPlaywright({ stats })).toEqual({ passed: 4, failed: 1, skipped: 4 })
  expect(countPlaywright({ stats, errors: [{}] }).failed).toBe(2)
})

test.each([
  ['a good run', vitest, 0, 1],
  ['a bad exit with a failure known', vitest, 1, 1],
  ['a bad exit without any', { ...vitest, numFailedTests: 0 }, 1, 1],
  ['no report', null, 0, 1],
])('%s', (name, report, exitCode, failed) => {
  const file = join(folder, `${name}.json`)
  if (report !== null) writeFileSync(file, JSON.stringify(report))
  expect(readCounts(file, exitCode, countVitest).failed).toBe(failed)
})

test('sums and their line', () => {
  const sum = addCounts({ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 0, skipped: 1 })
  expect(sum).toEqual({ passed: 11, failed: 2, skipped: 4 })
  expect(summaryLine(sum)).toBe('11 passed, 2 failed')
  expect(addCounts(sum, noCounts)).toEqual(sum)
})
