/** Protobuf's wire format, as much of it as ONNX needs (protobuf.dev/programming-guides/encoding). */
const varint = 0
const delimited = 2
const fixed32 = 5

/** A whole number, negative ones as two's complement of 64 bits. */
export function intField(field: number, value: number): Buffer {
  return Buffer.concat([keyOf(field, varint), varintOf(value)])
}

export function floatField(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatLE(value)
  return Buffer.concat([keyOf(field, fixed32), bytes])
}

/** Text, raw bytes, or a message: the fields of one, put together. */
export function field(number: number, content: string | Uint8Array | readonly Buffer[]): Buffer {
  const parts =
    typeof content === 'string'
      ? [Buffer.from(content)]
      : content instanceof Uint8Array
        ? [content]
        : content
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([keyOf(number, delimited), varintOf(length), ...parts])
}

function keyOf(number: number, type: number): Buffer {
  return varintOf(number * 8 + type)
}

/** Seven bits a byte, the lowest first; all but the last have the eighth set. */
function varintOf(value: number): Buffer {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  return Buffer.from([...bytes, Number(rest)])
}
