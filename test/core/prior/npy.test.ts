import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readNpy } from '#core/prior/npy'
import { doubles, npyBytes, type NpyParts } from './npy-writer.ts'

type Write = (view: DataView, at: number, value: number, isLittle: boolean) => void

/** Half bits of the few values used here: 0, 1, 0.5, 2, −1.5, 2^-24. */
const halves = new Map([
  [0, 0x0000],
  [1, 0x3c00],
  [0.5, 0x3800],
  [2, 0x4000],
  [-1.5, 0xbe00],
  [2 ** -24, 0x0001],
])

const kinds: readonly (readonly [string, number, readonly number[], Write])[] = [
  ['b1', 1, [0, 1, 1, 0, 1, 0], (v, at, x) => v.setUint8(at, x)],
  ['u1', 1, [0, 1, 255, 7, 8, 9], (v, at, x) => v.setUint8(at, x)],
  ['i1', 1, [0, -128, 127, 7, 8, 9], (v, at, x) => v.setInt8(at, x)],
  ['u2', 2, [0, 65_535, 1, 7, 256, 9], (v, at, x, l) => v.setUint16(at, x, l)],
  ['i2', 2, [0, -32_768, 1, 7, 256, 9], (v, at, x, l) => v.setInt16(at, x, l)],
  ['u4', 4, [0, 4_294_967_295, 1, 7, 65_536, 9], (v, at, x, l) => v.setUint32(at, x, l)],
  ['i4', 4, [0, -2_147_483_648, 1, 7, 65_536, 9], (v, at, x, l) => v.setInt32(at, x, l)],
  ['u8', 8, [0, 2 ** 53, 1, 7, 2 ** 40, 9], (v, at, x, l) => v.setBigUint64(at, BigInt(x), l)],
  ['i8', 8, [0, -(2 ** 53), 1, 7, 2 ** 40, 9], (v, at, x, l) => v.setBigInt64(at, BigInt(x), l)],
  ['f2', 2, [0, 1, 0.5, 2, -1.5, 2 ** -24], (v, at, x, l) => v.setUint16(at, halves.get(x)!, l)],
  ['f4', 4, [0, 1.5, -2.25, 7, 1024.5, 9], (v, at, x, l) => v.setFloat32(at, x, l)],
  ['f8', 8, [0, Math.PI, -1e300, 7, 1e-300, 9], (v, at, x, l) => v.setFloat64(at, x, l)],
]

const rows = 2
const columns = 3

function bodyOf(
  [, width, values, write]: (typeof kinds)[number],
  isLittle: boolean,
  turned: boolean,
) {
  const body = new Uint8Array(values.length * width)
  const view = new DataView(body.buffer)
  for (const [i, value] of values.entries()) {
    const at = turned ? (i % columns) * rows + Math.floor(i / columns) : i
    write(view, at * width, value, isLittle)
  }
  return body
}

describe('readNpy reads', () => {
  const cases = kinds.flatMap((kind) =>
    (['<', '>'] as const).flatMap((order) =>
      [false, true].map((turned) => ({ kind, order, turned, name: `${order}${kind[0]}` })),
    ),
  )
  it.each(cases)('$name, columns first: $turned', ({ kind, order, turned }) => {
    for (const version of [
      [1, 0],
      [2, 0],
      [3, 0],
    ] as const) {
      const bytes = npyBytes({
        version,
        descr: `'${kind[1] === 1 ? '|' : order}${kind[0]}'`,
        order: turned ? 'True' : 'False',
        shape: `(${rows}, ${columns})`,
        body: bodyOf(kind, order === '<', turned),
      })
      expect(readNpy(bytes, 'map.npy')).toEqual({
        ok: true,
        value: { rows, columns, values: Float64Array.from(kind[2]) },
      })
    }
  })

  it.each([
    ['(2, 3)', 2, 3],
    ['(1, 2, 3)', 2, 3],
    ['(2, 3, 1)', 2, 3],
    ['(2, 1, 3)', 2, 3],
    ['(1, 1, 2, 3, 1)', 2, 3],
    ['(6, 1)', 6, 1],
    ['(1, 6)', 1, 6],
    ['(1, 1, 6)', 1, 6],
    ['(6, 1, 1)', 6, 1],
    ['(1, 6, 1)', 6, 1],
    ['( 2 ,3 , )', 2, 3],
  ])('shape %s', (shape, high, wide) => {
    const found = readNpy(npyBytes({ shape, body: doubles(1, 2, 3, 4, 5, 6) }), 'map.npy')
    expect(found).toMatchObject({ ok: true, value: { rows: high, columns: wide } })
  })

  it.each([
    ['fields in another order', `{'shape': (2, 2), 'descr': '<f8', 'fortran_order': False}`],
    ['no spaces', `{'descr':'<f8','fortran_order':False,'shape':(2,2)}`],
    ['line breaks', `{'descr': '<f8',\n 'fortran_order': False,\n 'shape': (2, 2),\n}`],
  ])('a header with %s', (_name, header) => {
    expect(readNpy(npyBytes({ header }), 'map.npy').ok).toBe(true)
  })

  it('bytes that begin anywhere in their buffer', () => {
    const bytes = npyBytes({ body: doubles(1, 2, 3, 4) })
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect(readNpy(shifted.subarray(3), 'map.npy')).toEqual(readNpy(bytes, 'map.npy'))
  })
})

const plain = npyBytes({})
const refused: readonly (readonly [string, Uint8Array, RegExp, RegExp])[] = [
  ['nothing', new Uint8Array(), /is empty/, /whole copy/],
  ['text', Buffer.from('1 2 3\n4 5 6\n'), /is no \.npy file/, /numpy\.save/],
  ['an archive', Buffer.from('PK\u0003\u0004rest'), /\.npz/, /one map alone/],
  ['a pickle', Uint8Array.of(0x80, 4, 0x95), /pickled/, /float32/],
  ['the magic alone', plain.slice(0, 6), /cut off in its header/, /whole copy/],
  ['half a header', plain.slice(0, 40), /cut off in its header/, /whole copy/],
  ['half its values', plain.slice(0, -9), /holds 32 bytes.*holds 23/, /whole copy/],
  ['no values', plain.slice(0, -32), /holds 32 bytes.*holds 0/, /whole copy/],
  ['values too many', npyBytes({ body: new Uint8Array(33) }), /holds 33/, /whole copy/],
  ...(
    [
      ['version 4', { version: [4, 0] }, /version 4\.0/, /numpy\.save/],
      ['version 1.1', { version: [1, 1] }, /version 1\.1/, /numpy\.save/],
      ['version 0', { version: [0, 0] }, /version 0\.0/, /numpy\.save/],
      [
        'a header that says it is short',
        { length: 20 },
        /header that cannot be read/,
        /whole copy/,
      ],
      ['a header that says it is empty', { length: 0 }, /header that cannot be read/, /whole copy/],
      ['a header that says it is long', { length: 9000 }, /cut off in its header/, /whole copy/],
      [
        'a header of 4 GB',
        { length: 4_294_967_295, version: [2, 0] },
        /header is 4294967295 bytes long/,
        /whole copy/,
      ],
      ['Python objects', { descr: "'|O'" }, /pickled Python objects/, /float32/],
      ['Python objects by number', { descr: "'|O8'" }, /pickled Python objects/, /float32/],
      ['records', { descr: "[('x', '<f4'), ('y', '<f4')]" }, /several fields/, /float32/],
      ['complex numbers', { descr: "'<c8'" }, /type “<c8”/, /float32/],
      ['long doubles', { descr: "'<f16'" }, /type “<f16”/, /float32/],
      ['text', { descr: "'<U4'" }, /type “<U4”/, /float32/],
      ['times', { descr: "'<M8[ns]'" }, /type “<M8\[ns\]”/, /float32/],
      ['a name of the prototype', { descr: "'toString'" }, /type “toString”/, /float32/],
      ['no byte order', { descr: "'|f4'" }, /byte order/, /float32/],
      ['whatever byte order', { descr: "'=f8'" }, /byte order/, /float32/],
      ['one dimension', { shape: '(4,)' }, /shape \(4\), not one map/, /maps\[0\]/],
      ['no dimension', { shape: '()' }, /shape \(\), not one map/, /maps\[0\]/],
      ['three dimensions', { shape: '(2, 2, 3)' }, /shape \(2, 2, 3\), not one map/, /maps\[0\]/],
      ['a number as shape', { shape: '(4)' }, /header that cannot be read/, /whole copy/],
      ['no rows', { shape: '(0, 4)' }, /empty array/, /at least one row/],
      ['lengths below zero', { shape: '(-2, 2)' }, /header that cannot be read/, /whole copy/],
      ['lengths that are no whole numbers', { shape: '(2.0, 2)' }, /cannot be read/, /whole copy/],
      ['a huge shape', { shape: '(100000, 100000)' }, /at most 4096 × 4096/, /Scale the map down/],
      ['a side beyond all', { shape: `(${'9'.repeat(400)}, 2)` }, /cannot be read/, /whole copy/],
      [
        'a product beyond all',
        { shape: '(9007199254740991, 9007199254740991)' },
        /at most 4096/,
        /Scale/,
      ],
      ['another order', { order: 'Yes' }, /cannot be read/, /whole copy/],
      ['a field twice', { shape: "(2, 2), 'shape': (2, 2)" }, /cannot be read/, /whole copy/],
      ['a field more', { shape: "(2, 2), 'more': True" }, /cannot be read/, /whole copy/],
      ['a field less', { header: "{'descr': '<f8', 'shape': (2, 2)}" }, /cannot/, /whole copy/],
      ['code', { header: '__import__("os").system("true")' }, /cannot be read/, /whole copy/],
      ['no end', { header: "{'descr': '<f8', 'fortran_order': False" }, /cannot/, /whole copy/],
      ['NaN', { body: doubles(0, 1, Number.NaN, 2) }, /holds NaN at row 1, column 0/, /nan_to_num/],
      [
        'Infinity',
        { body: doubles(0, Infinity, 1, 2) },
        /Infinity at row 0, column 1/,
        /nan_to_num/,
      ],
      [
        'Infinity, columns first',
        { order: 'True', body: doubles(0, -Infinity, 1, 2) },
        /-Infinity at row 1, column 0/,
        /nan_to_num/,
      ],
      [
        'half a NaN',
        { descr: "'<f2'", body: Uint8Array.of(0, 0, 0, 0, 0, 0x7e, 0, 0) },
        /NaN at row 1, column 0/,
        /nan_to_num/,
      ],
    ] as const satisfies readonly (readonly [string, NpyParts, RegExp, RegExp])[]
  ).map(([name, parts, message, hint]) => [name, npyBytes(parts), message, hint] as const),
]

describe('readNpy refuses', () => {
  it.each(refused)('%s', (_name, bytes, message, hint) => {
    const found = readNpy(bytes, 'priors/map.npy')
    if (found.ok) throw new Error('was read')
    expect(found.error.code).toBe('file_unreadable')
    expect(found.error.message).toMatch(/^priors\/map\.npy .*\.$/s)
    expect(found.error.message).toMatch(message)
    expect(found.error.hint).toMatch(hint)
  })

  it('or reads, but never throws, whatever bytes are changed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(plain.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.nat(plain.length),
        (changes, length) => {
          const bytes = plain.slice()
          for (const [at, byte] of changes) bytes[at] = byte
          const found = readNpy(bytes.subarray(0, length), 'map.npy')
          if (found.ok) expect(found.value.values.every(Number.isFinite)).toBe(true)
        },
      ),
      { numRuns: 400 },
    )
  })
})
