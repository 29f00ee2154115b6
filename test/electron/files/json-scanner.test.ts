import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createJsonScanner, JsonDamage, type JsonElement } from '#electron/files/json-scanner'

function scan(text: string | Buffer, lists: string[], piece = Infinity): JsonElement[] {
  const bytes = Buffer.from(text)
  const scanner = createJsonScanner(lists)
  const found: JsonElement[] = []
  for (let at = 0; at < bytes.length; at += Math.min(piece, bytes.length))
    found.push(...scanner.push(bytes.subarray(at, Math.min(at + piece, bytes.length))))
  scanner.end()
  return found
}

const values = (found: JsonElement[]) => found.map(({ value }) => value)

describe('elements of the lists asked for', () => {
  test('however the document is cut and spaced', () => {
    const record = fc.oneof(
      fc.record({
        id: fc.integer(),
        text: fc.string({ unit: 'grapheme' }),
        'a"b\\': fc.array(fc.float({ noNaN: true, noDefaultInfinity: true })),
      }),
      fc.jsonValue(),
    )
    const document = fc.record({
      info: fc.jsonValue(),
      images: fc.array(record, { maxLength: 4 }),
      extra: fc.record({ ignore: fc.array(record, { maxLength: 3 }), other: fc.jsonValue() }),
      annotations: fc.array(record, { maxLength: 6 }),
    })
    const shape = fc.record({
      document,
      indent: fc.constantFrom(0, 2),
      piece: fc.integer({ min: 1, max: 90 }),
    })
    fc.assert(
      fc.property(shape, ({ document: doc, indent, piece }) => {
        const text = JSON.stringify(doc, null, indent)
        const plain = JSON.parse(text) as typeof doc
        const found = scan(text, ['images', 'annotations', 'extra.ignore'], piece)
        const of = (list: string) => values(found.filter((element) => element.list === list))
        expect(of('images')).toEqual(plain.images)
        expect(of('annotations')).toEqual(plain.annotations)
        expect(of('extra.ignore')).toEqual(plain.extra.ignore)
        expect(found.every(({ problem }) => problem === null)).toBe(true)
      }),
    )
  })

  test('long strings with quotes and backslashes, however cut', () => {
    const unit = fc.constantFrom('\\', '"', 'a', '[', '{', ',', 'é', '\n')
    const text = fc.string({ unit, maxLength: 120 })
    const shape = fc.record({ texts: fc.array(text), piece: fc.integer({ min: 1, max: 150 }) })
    fc.assert(
      fc.property(shape, ({ texts, piece }) => {
        const document = JSON.stringify({ [texts.join('')]: texts, a: texts })
        expect(values(scan(document, ['a'], piece))).toEqual(texts)
      }),
    )
  })

  test('a list of the name elsewhere is none', () => {
    const text = '{"a":{"images":[1]},"b":[{"images":[2]}],"c":{"d":{"images":[3]}},"images":[4]}'
    for (const piece of [1, 7, 1000]) expect(values(scan(text, ['images'], piece))).toEqual([4])
  })

  test('lines and places', () => {
    const text = '{"a": [\n{"x":1},\n\n  {"x":\n2},3\n]}'
    for (const piece of [1, 3, 1000])
      expect(scan(text, ['a'], piece)).toMatchObject([
        { index: 0, line: 2, value: { x: 1 } },
        { index: 1, line: 4, value: { x: 2 } },
        { index: 2, line: 5, value: 3 },
      ])
  })

  test('a bad element does not spoil its neighbours', () => {
    const found = scan('{"a":[1,NaN,{"b":Infinity},{"c":"]},{"}]}', ['a'])
    expect(values(found)).toEqual([1, null, null, { c: ']},{' }])
    expect(found.map(({ problem }) => problem === null)).toEqual([true, false, false, true])
  })

  test('bytes that are not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('{"a":["'), Buffer.from([0xff]), Buffer.from('",2]}')])
    expect(scan(bytes, ['a'])).toMatchObject([{ problem: 'it is not UTF-8' }, { value: 2 }])
  })
})

describe('damage', () => {
  test.each([
    ['nothing', '  \n ', /holds nothing/],
    ['a list', '[1]', /begins with \[/],
    ['text', 'hello', /begins with h/],
    ['zeros', '\0\0\0', /the byte 0/],
    ['cut off', '{"a":[1,2', /cut off/],
    ['cut off in a string', '{"a":["x', /cut off/],
    ['wrong bracket', '{"a":[1}', /line 1: a } closes nothing/],
    ['two commas', '{"a":[1,,2]}', /line 1: entry 1 of a is missing/],
    ['a comma at the end', '{"a":[1,\n]}', /entry 1 of a is missing/],
    ['more behind', '{"a":[1]} x', /more follows/],
    ['two documents', '{}{}', /more follows/],
    ['brackets without end', `{"a":${'['.repeat(100)}`, /nested deeper than 64/],
  ])('%s', (_, text, message) => {
    for (const piece of [1, 1000]) {
      expect(() => scan(text, ['a'], piece)).toThrow(JsonDamage)
      expect(() => scan(text, ['a'], piece)).toThrow(message)
    }
  })

  test('an element too large to be held, and one passed over', () => {
    const piece = Buffer.alloc(8 * 2 ** 20, 'x')
    const feed = (lists: string[]) => {
      const scanner = createJsonScanner(lists)
      scanner.push(Buffer.from('{"a":["'))
      for (let i = 0; i < 9; i++) scanner.push(piece)
      scanner.push(Buffer.from('"]}'))
      scanner.end()
    }
    expect(() => feed(['a'])).toThrow(/larger than 64 MB/)
    feed(['b'])
  })
})

describe('a document that is one list', () => {
  test('gives its elements, however it is cut', () => {
    const text = ' [ {"a": [1]},\n[2], 3 ] '
    for (const piece of [1, 2, 5, 99])
      expect(scan(text, [''], piece)).toEqual([
        { list: '', index: 0, line: 1, value: { a: [1] }, problem: null },
        { list: '', index: 1, line: 2, value: [2], problem: null },
        { list: '', index: 2, line: 2, value: 3, problem: null },
      ])
    expect(scan('[]', [''])).toEqual([])
  })

  test('is refused where it is another one, and another where it is wanted', () => {
    expect(() => scan('{"a": []}', [''])).toThrow('it begins with {, not with [')
    expect(() => scan('[1]', ['a'])).toThrow('it begins with [, not with {')
    expect(() => scan('[1', [''])).toThrow(JsonDamage)
  })
})
