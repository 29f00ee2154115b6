import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import { InferenceSession, listSupportedBackends, Tensor as OrtTensor } from 'onnxruntime-node'
import { AppFailure } from '#models/failure'
import { whatItIsInstead } from './not-onnx.ts'
import { keepHalvesAsBits } from './half-bits.ts'
import { elementsFrom, floatsFrom, isElementType } from './element-type.ts'

keepHalvesAsBits()

/** Row-major float tensor; `dims` outermost first. */
export type Tensor = { readonly dims: readonly number[]; readonly data: Float32Array }
export type Tensors = Readonly<Record<string, Tensor>>

/** An input or output as the file declares it; sides that vary are names. */
export type Port = {
  readonly name: string
  /** By ONNX Runtime's name, such as `float32`. */
  readonly type: string
  readonly dims: readonly (number | string)[]
}

/** What a graph takes and gives: what tells the dialects apart. */
export type Ports = { readonly inputs: readonly Port[]; readonly outputs: readonly Port[] }

/** Names that a dialect feeds and reads. */
export type Signature = {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** Inputs that some exports lack, as simplifiers drop what is not used. */
  readonly optional?: readonly string[]
}

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

/** Throws AppFailure `model_broken` where the graph lacks a name, or wants an input or a type that nobody feeds. */
export function checkSignature(path: string, found: Ports, expected: Signature): void {
  const { optional = [] } = expected
  const inputs = namesOf(found.inputs)
  const problems = [
    ...lacking(expected.inputs, inputs).map((name) => `has no input ${name}`),
    ...lacking(inputs, [...expected.inputs, ...optional]).map((n) => `wants an unknown input ${n}`),
    ...lacking(expected.outputs, namesOf(found.outputs)).map((name) => `has no output ${name}`),
    ...found.inputs
      .filter(({ type }) => !isElementType(type))
      .map(({ name, type }) => `wants ${name} as ${type}, which it cannot be given`),
  ]
  if (problems.length === 0) return
  throw brokenModel(
    path,
    `it ${problems.join(', ')}`,
    'Choose the file that belongs to this model.',
  )
}

export function namesOf(ports: readonly Port[]): string[] {
  return ports.map(({ name }) => name)
}

function portsOf(metadata: readonly InferenceSession.ValueMetadata[]): Port[] {
  return metadata.map((one) => ({
    name: one.name,
    type: one.isTensor ? one.type : 'no tensor',
    dims: one.isTensor ? one.shape : [],
  }))
}

function lacking(wanted: readonly string[], from: readonly string[]): string[] {
  return wanted.filter((name) => !from.includes(name))
}

async function createSession(path: string, settings: SessionSettings): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(path, {
      executionProviders: [...settings.providers],
      intraOpNumThreads: settings.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
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

function floatTensor(name: string, value: InferenceSession.OnnxValueMapType[string]): Tensor {
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

/** AppFailure `model_broken`, naming the file. */
export function brokenModel(path: string, reason: string, hint: string): AppFailure {
  return new AppFailure({
    code: 'model_broken',
    message: `The model file ${basename(path)} cannot be used: ${reason}`,
    hint: `${hint} (${path})`,
  })
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
