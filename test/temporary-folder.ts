import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** All temporary folders of a test run lie in one, which goes when the run ends: workers are killed and clean up nothing. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'reaseg-tests-'))
  // Some tests look into it as another user.
  chmodSync(folder, 0o755)
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
