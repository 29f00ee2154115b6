import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { findAlteredFiles } from '#electron/main/manifest'
import { createSidecar } from '#electron/main/sidecar'

/** A stand-in backend: speaks the two-line protocol and then does as its first argument says. */
const backend = `
import { createInterface } from 'node:readline'
const lines = createInterface({ input: process.stdin })
lines.once('line', (line) => {
  const start = JSON.parse(line)
  process.stdout.write(JSON.stringify({ protocolVersion: Number(process.argv[2]), port: 4000 + start.session.length % 1000, pid: process.pid }) + '\\n')
  if (process.argv[3] === 'crash') setTimeout(() => process.exit(3), 20)
})
lines.on('line', (line) => { if (line === 'shutdown') process.exit(0) })
lines.on('close', () => process.exit(0))
`

async function writeBackend(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'reaseg-sidecar-'))
  const file = path.join(folder, 'backend.mjs')
  await writeFile(file, backend)
  return file
}

function supervise(file: string, args: readonly string[]) {
  const seen = { ready: [] as number[], gaveUp: [] as string[][], lines: [] as string[] }
  let wake = () => {}
  const changed = () => new Promise<void>((resolve) => (wake = resolve))
  const sidecar = createSidecar(
    {
      node: process.execPath,
      args: [file, ...args],
      env: { PATH: process.env.PATH ?? '' },
      cwd: path.dirname(file),
    },
    { protocolVersion: 2, instance: 'abcdef01', session: 'x'.repeat(43) },
    {
      onReady: (ready) => (seen.ready.push(ready.pid), wake()),
      onGiveUp: (lines) => (seen.gaveUp.push([...lines]), wake()),
      log: (line) => seen.lines.push(line),
    },
  )
  return { sidecar, seen, changed }
}

test('starts, tells where it listens, ends when asked', async () => {
  const { sidecar, seen, changed } = supervise(await writeBackend(), ['2'])
  const ready = changed()
  sidecar.start()
  await ready
  const pid = seen.ready[0] as number
  await sidecar.stop()
  expect(() => process.kill(pid, 0)).toThrow()
  expect(seen.gaveUp).toEqual([])
})

test('is started again after a crash and given up after the fourth', async () => {
  const { sidecar, seen, changed } = supervise(await writeBackend(), ['2', 'crash'])
  sidecar.start()
  while (seen.gaveUp.length === 0) await changed()
  expect(seen.ready).toHaveLength(4)
  expect(seen.gaveUp[0]?.at(-1)).toMatch(/ended \(code 3/)
})

test('a backend of another protocol version is not used', async () => {
  const { sidecar, seen, changed } = supervise(await writeBackend(), ['99'])
  sidecar.start()
  while (seen.gaveUp.length === 0) await changed()
  expect(seen.ready).toEqual([])
  expect(seen.lines.some((line) => line.includes('another protocol'))).toBe(true)
})

test('altered and missing backend files are named', async () => {
  const file = await writeBackend()
  const folder = path.dirname(file)
  const { createHash } = await import('node:crypto')
  const digest = createHash('sha256').update(backend).digest('hex')
  const manifest = { 'backend.mjs': digest, 'gone.mjs': digest }
  expect(await findAlteredFiles(folder, manifest)).toEqual(['gone.mjs'])
  await writeFile(file, `${backend}\n`)
  expect(await findAlteredFiles(folder, manifest)).toEqual(['backend.mjs', 'gone.mjs'])
})
