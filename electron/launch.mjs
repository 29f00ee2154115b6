/**
 * The one entry of every npm script. Plain JavaScript without imports of our own, so that an old
 * Node can read it: it finds a Node that is new enough and goes on with that one.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** First argument → the program it stands for, below the root, and arguments of its own. */
const programs = {
  serve: ['electron/server/index.ts'],
  studio: ['electron/cli/index.ts'],
  demo: ['electron/cli/index.ts', 'demo'],
  test: ['test/tasks/test.ts'],
  check: ['test/tasks/check.ts'],
  e2e: ['test/tasks/e2e.ts'],
  bench: ['test/tasks/bench.ts'],
  soak: ['test/tasks/soak.ts'],
  build: ['electron/packaging/build.ts'],
  dist: ['electron/packaging/dist.ts'],
  cuda: ['electron/packaging/cuda.ts'],
}

const [name = '', ...rest] = process.argv.slice(2)
const isKnown = name === 'start' || Object.hasOwn(programs, name)

if (!isKnown) {
  console.error(`Unknown program “${name}”. Known: start, ${Object.keys(programs).join(', ')}.`)
  process.exitCode = 2
} else if (isNewEnough(process.versions.node)) {
  await runHere()
} else {
  runWithPackagedNode()
}

/** 22.12 is what the libraries ask for. */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 12)
}

/** Children that call `node` by name get this same one. */
function preferThisNode(executable) {
  const folder = dirname(executable)
  const path = process.env.PATH ?? ''
  if (path.split(delimiter)[0] !== folder) process.env.PATH = `${folder}${delimiter}${path}`
}

/** npm starts every script in the project's folder; paths are meant from where the user stands. */
function returnToUser() {
  const { INIT_CWD: folder, npm_lifecycle_event: script } = process.env
  const takesPaths = ['start', 'serve', 'studio', 'demo'].includes(name)
  const isByNpm = script === name && process.cwd() === root
  if (takesPaths && isByNpm && folder !== undefined && existsSync(folder)) process.chdir(folder)
}

async function runHere() {
  preferThisNode(process.execPath)
  returnToUser()
  if (!process.features.typescript) {
    process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --experimental-strip-types`.trim()
    return relay(process.execPath)
  }
  if (name === 'start') {
    const { prepareStart } = await import('./packaging/start.ts')
    const start = await prepareStart(root, rest)
    if (start.kind === 'done') process.exitCode = start.exitCode
    else await runProgram('electron/server/index.ts', start.args)
    return
  }
  const [program, ...own] = programs[name]
  await runProgram(program, [...own, ...rest])
}

async function runProgram(program, args) {
  const file = join(root, program)
  process.argv.splice(1, process.argv.length - 1, file, ...args)
  await import(pathToFileURL(file).href)
}

function runWithPackagedNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform
  const binary = process.platform === 'win32' ? 'node.exe' : 'node'
  const packaged = join(root, 'node_modules', `node-${system}-${process.arch}`, 'bin', binary)
  if (!existsSync(packaged)) {
    console.error(
      `Node ${process.versions.node} is too old (22.12 or newer is needed) and none is packaged here: ` +
        'run “npm install” in this folder, or install Node 24.',
    )
    process.exitCode = 1
    return
  }
  preferThisNode(packaged)
  relay(packaged)
}

/** Goes on in another Node: same arguments, terminal, signals and exit code. */
function relay(executable) {
  const args = [fileURLToPath(import.meta.url), ...process.argv.slice(2)]
  const child = spawn(executable, args, { stdio: 'inherit' })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  // A terminal sends Ctrl+C to both of us; forwarding it would make it arrive twice.
  const isShared = (signal) => signal === 'SIGINT' && process.stdin.isTTY
  for (const signal of signals) process.on(signal, () => isShared(signal) || child.kill(signal))
  child.on('error', (error) => {
    console.error(`${executable} does not start: ${error.message}`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    for (const one of signals) process.removeAllListeners(one)
    if (signal !== null) process.kill(process.pid, signal)
    process.exitCode = code ?? 1
  })
}
