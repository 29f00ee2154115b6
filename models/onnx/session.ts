import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import { InferenceSession, listSupportedBackends, Tensor as OrtTensor } from 'onnxruntime-node'
import { AppFailure } from '#models/failure'
import { whatItIsInstead } from './not-onnx.ts'
import { keepHalvesAsBits } from './half-bits.ts'
import { elementsFrom, floatsFrom, isElementType } from './element-type.ts'
import { brokenModel, type Port, type Ports, type Tensors } from './signature.ts'

keepHalvesAsBits()

export interface OnnxSession {
  readonly path: string
  readonly ports: Ports
  /**
   * Runs the graph: numbers are fed as the types that it declares, names that it lacks are left out, and `wanted`
   * outputs come back as floats (all, unless named). Feeds must not be changed until it settles. Throws AppFailure
   * `model_broken`.
   */
  run(feeds: Tensors, wanted?: readonly string[]): Promise<Tensors>
  release(): Promise<void>
}

export type SessionSettings = {
  /** Execution providers in order of preference. */
  readonly providers: readonly string[]
  readonly threads: number
  /** Whether the runtime may rewrite the graph to be faster; true unless given. */
  readonly isOptimised?: boolean
}

export const defaultSessionSettings: SessionSettings = {
  providers: ['cpu'],
  threads: Math.min(8, Math.max(1, countPhysicalCores() - 1)),
}

/** It is known to take the whole process down with it. */
const notOffered = ['tensorrt']

/** Execution providers of this build of the runtime, by its names; whether they work is another matter. */
export function listProviders(): string[] {
  return listSupportedBackends()
    .map(({ name }) => name)
    .filter((name) => !notOffered.includes(name))
}

/** Loads an ONNX file by path. Throws AppFailure `model_missing` or `model_broken`, naming the file. */
export async function openSession(
  path: string,
  settings: SessionSettings = defaultSessionSettings,
): Promise<OnnxSession> {
  if (!existsSync(path)) throw missing(path)
  const session = await createSession(path, settings)
  const ports = { inputs: portsOf(session.inputMetadata), outputs: portsOf(session.outputMetadata) }
  return {
    path,
    ports,
    run: (feeds, wanted) => runSession({ session, ports, path }, feeds, wanted),
    release: () => session.release(),
  }
}

function portsOf(metadata: readonly InferenceSession.ValueMetadata[]): Port[] {
  return metadata.map((one) => ({
    name: one.name,
    type: one.isTensor ? one.type : 'no tensor',
    dims: one.isTensor ? one.shape : [],
  }))
}

async function createSession(path: string, settings: SessionSettings): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(path, {
      executionProviders: [...settings.providers],
      intraOpNumThreads: settings.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: settings.isOptimised === false ? 'disabled' : 'all',
      logSeverityLevel: 3,
    })
  } catch (error) {
    const [provider = 'cpu'] = settings.providers
    if (provider !== 'cpu') throw unusable(provider, path, reasonOf(error))
    const reason = (await whatItIsInstead(path)) ?? loadProblem(path, reasonOf(error))
    throw brokenModel(path, reason, 'Download or import the model file again.')
  }
}

type Opened = {
  readonly session: InferenceSession
  readonly ports: Ports
  readonly path: string
}

async function runSession(
  { session, ports, path }: Opened,
  feeds: Tensors,
  wanted: readonly string[] = session.outputNames,
): Promise<Tensors> {
  const inputs: Record<string, OrtTensor> = {}
  for (const { name, type } of ports.inputs) {
    const feed = feeds[name]
    if (feed !== undefined && isElementType(type))
      inputs[name] = new OrtTensor(type, elementsFrom(type, feed.data), [...feed.dims])
  }
  try {
    const outputs = await session.run(inputs, [...wanted])
    return Object.fromEntries(
      Object.entries(outputs).map(([name, value]) => [name, floatTensor(name, value)]),
    )
  } catch (error) {
    throw brokenModel(path, reasonOf(error), 'Verify the model in the Models view.')
  }
}

function floatTensor(
  name: string,
  value: InferenceSession.OnnxValueMapType[string],
): Tensors[string] {
  const data = value instanceof OrtTensor ? floatsFrom(value.type, value.data) : null
  if (!(value instanceof OrtTensor) || data === null)
    throw new Error(`output ${name} holds no numbers`)
  return { dims: value.dims, data }
}

/** The runtime's words begin with the place in its own source. */
function unusable(provider: string, path: string, reason: string): AppFailure {
  const words = reason.split(' was false. ').at(-1) ?? reason
  return brokenModel(
    path,
    `${provider} does not work with it on this machine (${words.replaceAll('\\n', ' ').trim()})`,
    'Use the CPU.',
  )
}

function missing(path: string): AppFailure {
  return new AppFailure({
    code: 'model_missing',
    message: `The model file ${basename(path)} is not there.`,
    hint: `Download or import the model again. (${path})`,
  })
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The runtime's words, with the mend where they are of weights that lie in a file of their own. */
function loadProblem(path: string, reason: string): string {
  if (!/external (tensor|data)/i.test(reason)) return reason
  return `its weights lie in a file beside it, such as ${basename(path)}_data, that is not there or not whole (${reason})`
}

function countPhysicalCores(): number {
  const logical = availableParallelism()
  if (process.platform !== 'linux') return process.arch === 'x64' ? Math.ceil(logical / 2) : logical
  const cores = new Set<string>()
  for (const block of readFileSync('/proc/cpuinfo', 'utf8').split('\n\n')) {
    const [, chip] = /^physical id\s*:\s*(\d+)/m.exec(block) ?? []
    const [, core] = /^core id\s*:\s*(\d+)/m.exec(block) ?? []
    if (core !== undefined) cores.add(`${chip ?? '0'}-${core}`)
  }
  return cores.size > 0 ? Math.min(cores.size, logical) : logical
}
