import { basename } from 'node:path'
import { AppFailure } from '#models/failure'
import { isElementType } from './element-type.ts'

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

function lacking(wanted: readonly string[], from: readonly string[]): string[] {
  return wanted.filter((name) => !from.includes(name))
}

/** AppFailure `model_broken`, naming the file. */
export function brokenModel(path: string, reason: string, hint: string): AppFailure {
  return new AppFailure({
    code: 'model_broken',
    message: `The model file ${basename(path)} cannot be used: ${reason}`,
    hint: `${hint} (${path})`,
  })
}
