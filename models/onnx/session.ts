import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import { AppFailure } from '#models/failure'

/** Row-major float tensor; `dims` outermost first. */
export type Tensor = { readonly dims: readonly number[]; readonly data: Float32Array }
export type Tensors = Readonly<Record<string, Tensor>>

/** Names of a graph's inputs and outputs: what tells the dialects apart. */
export type Signature = { readonly inputs: readonly string[]; readonly outputs: readonly string[] }

export interface OnnxSession {
  readonly signature: Signature
  /** Runs the graph. Feeds must not be changed until it settles. Throws AppFailure `model_broken`. */
  run(feeds: Tensors): Promise<Tensors>
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

/** Loads an ONNX file by path. Throws AppFailure `model_missing` or `model_broken`, naming the file. */
export async function openSession(
  path: string,
  settings: SessionSettings = defaultSessionSettings,
): Promise<OnnxSession> {
  if (!existsSync(path)) throw missing(path)
  const session = await createSession(path, settings)
  return {
    signature: { inputs: session.inputNames, outputs: session.outputNames },
    run: (feeds) => runSession(session, path, feeds),
    release: () => session.release(),
  }
}

/** Throws AppFailure `model_broken` where the graph lacks a name, or wants an input nobody feeds. */
export function checkSignature(path: string, found: Signature, expected: Signature): void {
  const problems = [
    ...lacking(expected.inputs, found.inputs).map((name) => `has no input ${name}`),
    ...lacking(found.inputs, expected.inputs).map((name) => `wants an unknown input ${name}`),
    ...lacking(expected.outputs, found.outputs).map((name) => `has no output ${name}`),
  ]
  if (problems.length === 0) return
  throw broken(path, `it ${problems.join(', ')}`, 'Choose the file that belongs to this model.')
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
    throw broken(path, reasonOf(error), 'Download or import the model file again.')
  }
}

async function runSession(
  session: InferenceSession,
  path: string,
  feeds: Tensors,
): Promise<Tensors> {
  const inputs: Record<string, OrtTensor> = {}
  for (const [name, { data, dims }] of Object.entries(feeds))
    inputs[name] = new OrtTensor('float32', data, [...dims])
  try {
    const outputs = await session.run(inputs)
    return Object.fromEntries(
      Object.entries(outputs).map(([name, value]) => [name, floatTensor(name, value)]),
    )
  } catch (error) {
    throw broken(path, reasonOf(error), 'Verify the model in the Models view.')
  }
}

function floatTensor(name: string, value: InferenceSession.OnnxValueMapType[string]): Tensor {
  if (value instanceof OrtTensor && value.data instanceof Float32Array)
    return { dims: value.dims, data: value.data }
  throw new Error(`output ${name} is not a float tensor`)
}

function broken(path: string, reason: string, hint: string): AppFailure {
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
