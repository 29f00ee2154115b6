/** Parts of a .npy file as told, right or wrong. */
export type NpyParts = {
  readonly descr?: string
  readonly order?: string
  readonly shape?: string
  readonly version?: readonly [number, number]
  /** Instead of the dictionary. */
  readonly header?: string
  /** What the length field says instead of the truth. */
  readonly length?: number
  readonly body?: Uint8Array
}

/** A .npy file written from NumPy's description of the format, apart from the reader. */
export function npyBytes(parts: NpyParts): Uint8Array {
  const { descr = "'<f8'", order = 'False', shape = '(2, 2)', version = [1, 0] } = parts
  const { body = new Uint8Array(32) } = parts
  const dictionary =
    parts.header ?? `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`
  const lead = version[0] === 1 ? 10 : 12
  const pad = 63 - ((lead + dictionary.length) % 64)
  const text = `${dictionary}${' '.repeat(pad)}\n`
  const bytes = new Uint8Array(lead + text.length + body.length)
  bytes.set([0x93, ...Buffer.from('NUMPY'), ...version])
  const view = new DataView(bytes.buffer)
  const length = parts.length ?? text.length
  if (lead === 10) view.setUint16(8, length, true)
  else view.setUint32(8, length, true)
  bytes.set(Buffer.from(text, 'latin1'), lead)
  bytes.set(body, lead + text.length)
  return bytes
}

/** Float64 values, little-endian. */
export function doubles(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Float64Array.from(values).buffer)
}
