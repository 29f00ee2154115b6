import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { backendCommand, findAlteredBackend } from '#electron/main/backend-command'
import { findAlteredFiles, manifestSchema } from '#electron/main/manifest'
import { createSidecar, type Sidecar } from '#electron/main/sidecar'
import { makeDist, type Dist } from '#electron/packaging/dist'
import { callPath } from '#rpc/paths'
import { sidecarReadySchema } from '#rpc/sidecar'
import { withBuild } from './alone.ts'
import { writeFakeElectron } from './fake-electron.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const suffix = `${process.platform}-${process.arch}`

/**
 * The whole packaging but for Electron itself, for which empty files stand. electron-builder edits the executable on
 * the other systems, which needs a real one.
 */
describe.runIf(process.platform === 'linux')('the package', () => {
  let output: string
  let dist: Dist
  let resources: string

  beforeAll(async () => {
    output = mkdtempSync(join(tmpdir(), 'reaseg-dist-'))
    const electron = join(output, 'electron')
    await writeFakeElectron(electron, '45.4.1')
    dist = await withBuild(() =>
      makeDist({
        isFolderOnly: true,
        flavour: 'release',
        electronDist: electron,
        hasFuses: false,
        output: join(output, 'out'),
        stage: join(output, 'stage'),
      }),
    )
    const [unpacked = ''] = readdirSync(join(output, 'out')).filter((name) =>
      name.endsWith('-unpacked'),
    )
    resources = join(output, 'out', unpacked, 'resources')
  }, 240_000)

  afterAll(() => rmSync(output, { recursive: true, force: true }))

  test('the archive holds the shell alone, without maps', () => {
    expect(listArchive(join(resources, 'app.asar'))).toEqual([
      'dist/app/main.cjs',
      'dist/app/manifest.json',
      'dist/app/preload.cjs',
      'package.json',
    ])
    expect(statSync(join(resources, 'app.asar')).size).toBeLessThan(4 * 2 ** 20)
    expect(readdirSync(resources).toSorted()).toEqual(['app.asar', 'backend', 'icon.png'])
  })

  test('the archive’s package.json names the bundle and the desktop entry', () => {
    const text = readFileSync(join(resources, 'app.asar')).toString('latin1')
    expect(text).toMatch(/"main": ?"dist\/app\/main.cjs"/)
    expect(text).toMatch(/"desktopName": ?"org.reaseg.studio"/)
  })

  test('the backend lies beside it, with the native packages of this system only', () => {
    const backend = join(resources, 'backend')
    expect(readdirSync(backend).toSorted()).toEqual([
      'attention-server',
      'licences',
      'ml-host.mjs',
      'node_modules',
      'package.json',
      'predictions',
      'prompts',
      'reaseg-backend',
      'renderer',
      'samples',
      'server.mjs',
      'weights',
    ])
    const modules = join(backend, 'node_modules')
    expect(listPackages(modules)).toEqual([
      '@img/colour',
      `@img/sharp-libvips-${suffix}`,
      `@img/sharp-${suffix}`,
      'better-sqlite3',
      'detect-libc',
      'onnxruntime-common',
      'onnxruntime-node',
      'semver',
      'sharp',
    ])
    const natives = listFiles(modules).filter((file) =>
      /\.(node|so|dylib|dll)(\.[\d.]+)?$/.test(file),
    )
    expect(natives.map((file) => file.replace(/\d+\.\d+\.\d+/g, 'V'))).toEqual([
      `@img/sharp-libvips-${suffix}/lib/libvips-cpp.so.V`,
      `@img/sharp-${suffix}/lib/sharp-${suffix}-V.node`,
      `better-sqlite3/prebuilds/${suffix}.node`,
      `onnxruntime-node/bin/napi-v6/linux/${process.arch}/libonnxruntime.so.1`,
      `onnxruntime-node/bin/napi-v6/linux/${process.arch}/onnxruntime_binding.node`,
    ])
    expect(listFiles(backend).filter((file) => /\.(map|ts|cc|h)$/.test(file))).toEqual([])
  })

  test('it can be started, has its data, and no more than it needs', () => {
    const backend = join(resources, 'backend')
    expect(statSync(join(backend, 'reaseg-backend')).mode & 0o111).toBe(0o111)
    expect(existsSync(join(backend, 'renderer/index.html'))).toBe(true)
    expect(existsSync(join(backend, 'samples/scenes.json'))).toBe(true)
    expect(
      readdirSync(join(backend, 'weights')).filter((file) => file.endsWith('.onnx')),
    ).toHaveLength(2)
    const bytes = listFiles(backend).reduce(
      (sum, file) => sum + statSync(join(backend, file)).size,
      0,
    )
    expect(bytes / 2 ** 20).toBeGreaterThan(100)
    expect(bytes / 2 ** 20).toBeLessThan(300)
  })

  test('what was staged was run by the packaging', () => {
    expect(dist.report.sqlite).toMatch(/^3\.\d+/)
    expect(dist.report.png).toBeGreaterThan(60)
    expect(dist.report.masks).toBe(3)
  })

  test('the manifest knows every program of the backend, and notices an altered one', async () => {
    const backend = join(resources, 'backend')
    const manifest = manifestSchema.parse(
      JSON.parse(readFileSync(join(root, 'dist/app/manifest.json'), 'utf8')),
    )
    expect(Object.keys(manifest)).toEqual(
      expect.arrayContaining(['server.mjs', 'ml-host.mjs', 'reaseg-backend']),
    )
    expect(Object.keys(manifest).filter((file) => file.endsWith('.onnx'))).toHaveLength(2)
    expect(await findAlteredFiles(backend, manifest)).toEqual([])
    const host = readFileSync(join(backend, 'ml-host.mjs'))
    writeFileSync(join(backend, 'ml-host.mjs'), `${host.toString()}\n`)
    const installation = { ...installedAt(resources), appFolder: join(root, 'dist/app') }
    expect(await findAlteredBackend(installation)).toEqual(['ml-host.mjs'])
    writeFileSync(join(backend, 'ml-host.mjs'), host)
  })

  test('every shipped package is in the notices, libvips with its terms', () => {
    const licences = join(resources, 'backend/licences')
    const notices = readFileSync(join(licences, 'THIRD-PARTY.txt'), 'utf8')
    expect(notices).toMatch(/^react \d+\.\d+\.\d+ \(MIT\)$/m)
    expect(notices).toMatch(/^@img\/sharp-libvips-\S+ \S+ \(LGPL-3.0-or-later\)$/m)
    expect(readdirSync(licences)).toEqual(
      expect.arrayContaining(['GPL-3.0.txt', 'LGPL-3.0.txt', 'libvips.txt', 'onnxruntime.txt']),
    )
  })

  test('started as the shell starts it, it answers a window and ends when asked', async () => {
    const home = join(output, 'home')
    const session = 's'.repeat(43)
    const instance = 'abcdef01'
    const lines: string[] = []
    let sidecar: Sidecar | undefined
    const { port, pid } = await new Promise<{ port: number; pid: number }>((resolve, reject) => {
      sidecar = createSidecar(
        backendCommand(installedAt(resources), { ...process.env, REASEG_HOME: home }),
        { protocolVersion: 2, instance, session },
        {
          onReady: resolve,
          onGiveUp: () => reject(new Error(lines.join('\n'))),
          log: (line) => lines.push(line),
        },
      )
      sidecar.start()
    })
    const origin = `http://127.0.0.1:${port}`
    const headers = { cookie: `reaseg-${instance}=${session}` }
    const call = async (method: string, params: unknown) => {
      const response = await fetch(`${origin}${callPath}/${method}`, {
        method: 'POST',
        headers: { ...headers, origin, 'content-type': 'application/json' },
        body: JSON.stringify(params),
      })
      return { status: response.status, reply: await response.json() }
    }
    const page = await fetch(`${origin}/`, { headers })
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('id="root"')])
    expect((await fetch(`${origin}/`)).status).toBe(401)
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      version: string
    }
    expect(await call('app.info', {})).toMatchObject({
      status: 200,
      reply: { ok: true, value: { version, mode: 'desktop', home } },
    })
    const [image = ''] = readdirSync(join(resources, 'backend/samples/images'))
    const path = join(resources, 'backend/samples/images', image)
    const prompt = { points: [], box: { x0: 100, y0: 100, x1: 400, y1: 400 } }
    expect(await call('segment.file', { path, prompt })).toMatchObject({ reply: { ok: true } })
    expect(await call('project.demo', {})).toMatchObject({ reply: { ok: true } })
    await sidecar?.stop()
    expect(() => process.kill(pid, 0)).toThrow()
    expect(lines).toEqual([])
  })

  test.each([
    ['the shutdown line', (child: ChildProcess) => child.stdin?.write('shutdown\n')],
    [
      'the end of its input, as after a crash of the shell',
      (child: ChildProcess) => child.stdin?.end(),
    ],
  ])('it ends well on %s', async (_name, end) => {
    const { node, args, env, cwd } = backendCommand(installedAt(resources), {
      ...process.env,
      REASEG_HOME: join(output, 'home-2'),
    })
    const child = spawn(node, [...args], { env, cwd, stdio: ['pipe', 'pipe', 'inherit'] })
    const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)))
    const start = { protocolVersion: 2, instance: 'abcdef02', session: 's'.repeat(43) }
    child.stdin.write(`${JSON.stringify(start)}\n`)
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    expect(sidecarReadySchema.parse(JSON.parse(line))).toMatchObject({ pid: child.pid })
    end(child)
    expect(await ended).toBe(0)
  })
})

function installedAt(resources: string) {
  return {
    isPackaged: true,
    appFolder: join(resources, 'app.asar/dist/app'),
    resources,
    devNode: undefined,
    logs: tmpdir(),
  }
}

type Entry = { readonly files?: Readonly<Record<string, Entry>> }

/** The files of an archive: its JSON header follows four 32-bit numbers, the last of which is the header's length. */
function listArchive(file: string): string[] {
  const archive = openSync(file, 'r')
  const sizes = Buffer.alloc(16)
  readSync(archive, sizes)
  const header = Buffer.alloc(sizes.readUInt32LE(12))
  readSync(archive, header)
  const walk = (entry: Entry, path: string): string[] =>
    entry.files === undefined
      ? [path]
      : Object.entries(entry.files).flatMap(([name, one]) =>
          walk(one, path === '' ? name : `${path}/${name}`),
        )
  return walk(JSON.parse(header.toString()) as Entry, '').toSorted()
}

function listPackages(modules: string): string[] {
  return readdirSync(modules)
    .flatMap((name) =>
      name.startsWith('@')
        ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`)
        : [name],
    )
    .toSorted()
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted()
}
