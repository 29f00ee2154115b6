import { field, floatField, intField } from './wire.ts'

/** Sides that vary are names. */
export type Dims = readonly (number | string)[]

/** Whole numbers, lists of them and text are attributes as they are; a number of another kind says so. */
export type Attribute = number | string | readonly number[] | { readonly float: number }
export type Attributes = Readonly<Record<string, Attribute>>

const opset = 17
const irVersion = 8

/** Numbers of onnx.proto. */
const elementTypes = { float: 1, int64: 7 } as const
const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 } as const

/**
 * Writes an ONNX file node by node, with nothing but Node: for models that are made on the spot. Values go by name;
 * the same calls give the same bytes. Floats are 32-bit. Its twin in Python: `fixtures/onnx/graph.py`.
 */
export class Graph {
  readonly #name: string
  readonly #nodes: Buffer[] = []
  readonly #constants: Buffer[] = []
  readonly #inputs: Buffer[] = []
  readonly #outputs: Buffer[] = []
  #values = 0

  constructor(name: string) {
    this.#name = name
  }

  /** Declares a float input and gives its name. */
  input(name: string, dims: Dims): string {
    this.#inputs.push(field(11, valueInfo(name, dims)))
    return name
  }

  /** Declares that a float value is given out under that name. */
  output(name: string, value: string, dims: Dims): void {
    this.#outputs.push(field(12, valueInfo(name, dims)))
    this.#add('Identity', [value], [name], {})
  }

  /** Adds a node with one output and gives its name; an operand '' leaves an optional input out. */
  node(op: string, operands: readonly string[], attributes: Attributes = {}): string {
    const result = this.#nextName()
    this.#add(op, operands, [result], attributes)
    return result
  }

  /** Equal parts along an axis. */
  split(value: string, parts: number, axis: number): readonly string[] {
    const results = Array.from({ length: parts }, () => this.#nextName())
    this.#add('Split', [value], results, { axis })
    return results
  }

  /** A constant, row-major. */
  floats(dims: readonly number[], data: Float32Array): string {
    const raw = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    return this.#constant(elementTypes.float, dims, raw)
  }

  scalar(value: number): string {
    return this.floats([], Float32Array.of(value))
  }

  /** A constant [N] of 64-bit whole numbers: shapes, axes, ends. */
  ints(values: readonly number[]): string {
    const raw = new BigInt64Array(values.map(BigInt))
    return this.#constant(elementTypes.int64, [values.length], Buffer.from(raw.buffer))
  }

  /** The file. */
  bytes(): Buffer {
    const graph = [
      ...this.#nodes,
      field(2, this.#name),
      ...this.#constants,
      ...this.#inputs,
      ...this.#outputs,
    ]
    return Buffer.concat([
      intField(1, irVersion),
      field(2, 'reaseg tests'),
      field(7, graph),
      field(8, [field(1, ''), intField(2, opset)]),
    ])
  }

  #add(
    op: string,
    operands: readonly string[],
    results: readonly string[],
    attributes: Attributes,
  ): void {
    const parts = [
      ...operands.map((operand) => field(1, operand)),
      ...results.map((result) => field(2, result)),
      field(4, op),
      ...Object.entries(attributes).map(([name, value]) => field(5, attributeProto(name, value))),
    ]
    this.#nodes.push(field(1, parts))
  }

  #constant(type: number, dims: readonly number[], raw: Buffer): string {
    const name = this.#nextName()
    const sides = dims.map((side) => intField(1, side))
    this.#constants.push(field(5, [...sides, intField(2, type), field(8, name), field(9, raw)]))
    return name
  }

  #nextName(): string {
    this.#values += 1
    return `v${String(this.#values)}`
  }
}

function valueInfo(name: string, dims: Dims): Buffer[] {
  const sides = dims.map((side) =>
    field(1, [typeof side === 'number' ? intField(1, side) : field(2, side)]),
  )
  const tensor = [intField(1, elementTypes.float), field(2, sides)]
  return [field(1, name), field(2, [field(1, tensor)])]
}

function attributeProto(name: string, value: Attribute): Buffer[] {
  const start = field(1, name)
  if (typeof value === 'number')
    return [start, intField(3, value), intField(20, attributeTypes.int)]
  if (typeof value === 'string')
    return [start, field(4, value), intField(20, attributeTypes.string)]
  if ('float' in value)
    return [start, floatField(2, value.float), intField(20, attributeTypes.float)]
  const ints = value.map((one) => intField(8, one))
  return [start, ...ints, intField(20, attributeTypes.ints)]
}
