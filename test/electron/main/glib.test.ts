import { execFile } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { sidecarEnv } from '#electron/main/sidecar-env'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The system's GObject, which an Electron executable brings into every process made from it. */
const library =
  globSync('{/usr/lib,/usr/lib64,/lib}{/*-linux-gnu,}/libgobject-2.0.so.0').find((file) =>
    existsSync(file),
  ) ?? null

const script = `
const sharp = require('sharp')
const create = { width: 8, height: 8, channels: 3, background: '#808080' }
sharp({ create }).png().toBuffer().then((png) => sharp(png).resize(4).toBuffer()).then(() => console.log('done'))
`

/** A stock Node that works with sharp; answers what it complained of on the way. */
async function complaintsUnder(env: Record<string, string>): Promise<string[]> {
  const run = promisify(execFile)(process.execPath, ['-e', script], { cwd: root, env })
  const { stderr } = await run.catch((error: { stderr: string }) => error)
  return stderr.split('\n').filter((line) => line.includes('GLib'))
}

test.skipIf(library === null)(
  `a second GLib does not get into the backend (needs the system's libgobject: ${library ?? 'not here'})`,
  async () => {
    const outside = { PATH: process.env['PATH'] ?? '', LD_PRELOAD: library ?? '' }
    expect((await complaintsUnder(outside)).length).toBeGreaterThan(0)
    expect(await complaintsUnder(sidecarEnv(outside))).toEqual([])
  },
)
