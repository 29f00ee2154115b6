import { Tensor } from 'onnxruntime-node'

/**
 * Makes the runtime carry 16-bit floats as their bits. Its JavaScript half asks once, at the first tensor, whether
 * there is a Float16Array, and its native half (1.30) cannot read one: Node's C interface has no such type.
 */
export function keepHalvesAsBits(): void {
  const known = globalThis.Float16Array
  Reflect.deleteProperty(globalThis, 'Float16Array')
  const probe = new Tensor('float32', Float32Array.of(0), [1])
  probe.dispose()
  Object.defineProperty(globalThis, 'Float16Array', {
    value: known,
    writable: true,
    configurable: true,
    enumerable: false,
  })
}
