/** Types of tensor elements that graphs ask for and give; the rest of the program sees 32-bit floats alone. */
export const elementTypes = ['float32', 'float16', 'int64', 'int32', 'uint8', 'bool'] as const
export type ElementType = (typeof elementTypes)[number]

/** 16-bit floats as their bits. */
type Elements = Float32Array | Uint16Array | BigInt64Array | Int32Array | Uint8Array

export function isElementType(type: string): type is ElementType {
  return (elementTypes as readonly string[]).includes(type)
}

/** Numbers as the elements of a type, rounded to nearest where it is a smaller one and cut where it is of whole numbers. */
export function elementsFrom(type: ElementType, data: Float32Array): Elements {
  switch (type) {
    case 'float32':
      return data
    case 'float16':
      return new Uint16Array(Float16Array.from(data).buffer)
    case 'int64':
      return BigInt64Array.from(data, (value) => BigInt(Math.trunc(value)))
    case 'int32':
      return Int32Array.from(data)
    case 'uint8':
      return Uint8Array.from(data)
    case 'bool':
      return Uint8Array.from(data, (value) => (value === 0 ? 0 : 1))
  }
}

/** Elements as numbers, whole ones beyond 2^24 rounded; null for what holds none. 16-bit floats come as their bits or as floats. */
export function floatsFrom(type: string, data: unknown): Float32Array | null {
  if (data instanceof Float32Array) return data
  if (data instanceof Float16Array) return Float32Array.from(data)
  if (type === 'float16' && data instanceof Uint16Array)
    return Float32Array.from(new Float16Array(data.buffer, data.byteOffset, data.length))
  if (data instanceof BigInt64Array) return Float32Array.from(data, Number)
  if (data instanceof Int32Array || data instanceof Uint8Array) return Float32Array.from(data)
  return null
}
