import { fail, ok, type Result } from '../result.ts'
import { latinText, quotedText, pythonText, unescapedText } from './pickle-texts.ts'

/** What a pickle of plain data holds: tuples are lists, byte strings are texts, keys of a dict are texts. */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | readonly PickleValue[]
  | { readonly [key: string]: PickleValue }

type Dict = { [key: string]: PickleValue }

/** What went wrong where the pickle is damaged, or wants more than data. */
const problems = new WeakSet<Error>()

function problem(message: string): Error {
  const error = new Error(message)
  problems.add(error)
  return error
}

type State = {
  readonly bytes: Uint8Array
  readonly view: DataView
  at: number
  readonly stack: PickleValue[]
  /** Heights of the stack at open marks. */
  readonly marks: number[]
  readonly memo: Map<number, PickleValue>
}

/**
 * Data of a Python pickle, protocols 0 to 5. Nothing is ever run: what would name a class or call anything is refused,
 * as is all but lists, dicts, tuples, texts, numbers, truth values and None. Fails with `bad_input`.
 * Source: CPython Lib/pickletools.py.
 */
export function parsePickle(bytes: Uint8Array): Result<PickleValue> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const state: State = { bytes, view, at: 0, stack: [], marks: [], memo: new Map() }
  try {
    for (;;) {
      const code = byteAt(state)
      if (code === stop) return ok(pop(state))
      const act = acts.get(code)
      if (act === undefined) throw problem(refusal(state, code))
      act(state)
    }
  } catch (error) {
    if (!(error instanceof Error) || !problems.has(error)) throw error
    const hint = 'Save its content as JSON with Python’s json module.'
    return fail('bad_input', `the pickle is not taken: ${error.message}`, hint)
  }
}

const stop = 46

/** Codes of what is known and refused; `c` and `i` name what they want on two lines. */
const refused: Readonly<Record<number, string>> = {
  99: 'GLOBAL',
  105: 'INST',
  98: 'BUILD',
  111: 'OBJ',
  82: 'REDUCE',
  80: 'PERSID',
  81: 'BINPERSID',
  129: 'NEWOBJ',
  130: 'EXT1',
  131: 'EXT2',
  132: 'EXT4',
  143: 'EMPTY_SET',
  144: 'ADDITEMS',
  145: 'FROZENSET',
  146: 'NEWOBJ_EX',
  147: 'STACK_GLOBAL',
  150: 'BYTEARRAY8',
  151: 'NEXT_BUFFER',
  152: 'READONLY_BUFFER',
}

function refusal(state: State, code: number): string {
  const name = refused[code]
  if (name === undefined) return `byte ${state.at - 1} is no instruction of a pickle`
  const wanted = code === 99 || code === 105 ? ` ${line(state)}.${line(state)}` : ''
  return `it wants ${name}${wanted.slice(0, 100)}, and only plain data is read`
}

function byteAt(state: State): number {
  const byte = state.bytes[state.at++]
  if (byte === undefined) throw problem('it is cut off')
  return byte
}

function take(state: State, count: number): Uint8Array {
  if (count > state.bytes.length - state.at) throw problem('it is cut off')
  state.at += count
  return state.bytes.subarray(state.at - count, state.at)
}

/** A length or whole number of 1 to 8 bytes, the lowest first. */
function unsigned(state: State, count: number): number {
  let value = 0
  take(state, count).forEach((byte, i) => {
    value += byte * 2 ** (8 * i)
  })
  return value
}

function signed(state: State, count: number): number {
  let value = 0n
  take(state, count).forEach((byte, i) => {
    value |= BigInt(byte) << BigInt(8 * i)
  })
  return whole(Number(BigInt.asIntN(count * 8, value)))
}

function whole(value: number): number {
  if (!Number.isSafeInteger(value)) throw problem('it has a number that is not usable')
  return value
}

/** Up to the end of the line, one character a byte. */
function line(state: State): string {
  const end = state.bytes.indexOf(10, state.at)
  if (end < 0) throw problem('it is cut off')
  const text = latinText(take(state, end - state.at))
  state.at++
  return text
}

function pop(state: State): PickleValue {
  const value = state.stack.pop()
  const open = state.marks.at(-1) ?? 0
  if (value === undefined || state.stack.length < open) throw problem('its stack is empty')
  return value
}

function peek(state: State): PickleValue {
  const value = state.stack.at(-1)
  if (value === undefined) throw problem('its stack is empty')
  return value
}

function popMark(state: State): PickleValue[] {
  const from = state.marks.pop()
  if (from === undefined) throw problem('a mark is missing')
  return state.stack.splice(from)
}

function topList(state: State): PickleValue[] {
  const list = peek(state)
  if (!Array.isArray(list)) throw problem('something is put into what is no list')
  return list as PickleValue[]
}

function setItems(state: State, items: readonly PickleValue[]): void {
  const dict = peek(state)
  if (typeof dict !== 'object' || dict === null || Array.isArray(dict) || items.length % 2 !== 0)
    throw problem('something is put into what is no dict')
  fillDict(dict as Dict, items)
}

function fillDict(dict: Dict, items: readonly PickleValue[]): Dict {
  for (let i = 0; i + 1 < items.length; i += 2) {
    const key = items[i]
    if (typeof key !== 'string' && typeof key !== 'number')
      throw problem('a dict has a key that is no text')
    dict[key] = items[i + 1] as PickleValue
  }
  return dict
}

/** Without inherited names, so that a key called `__proto__` is one like others. */
function newDict(): Dict {
  return Object.create(null) as Dict
}

function recall(state: State, key: number): PickleValue {
  const value = state.memo.get(key)
  if (value === undefined) throw problem('it recalls what it never kept')
  return value
}

function number(text: string): number {
  return whole(text === '' ? NaN : Number(text.replace(/L$/, '')))
}

const push =
  (make: (state: State) => PickleValue) =>
  (state: State): void => {
    state.stack.push(make(state))
  }

const tupleOf = (count: number) => (state: State) => {
  const items = Array.from({ length: count }, () => pop(state))
  state.stack.push(items.reverse())
}

/** By instruction. */
const acts: ReadonlyMap<number, (state: State) => void> = new Map<number, (state: State) => void>([
  [0x80, (s) => void byteAt(s)],
  [0x95, (s) => void take(s, 8)],
  [40, (s) => void s.marks.push(s.stack.length)], // ( MARK
  [48, (s) => void pop(s)], // 0 POP
  [49, (s) => void popMark(s)], // 1 POP_MARK
  [50, push(peek)], // 2 DUP
  [78, push(() => null)], // N
  [0x88, push(() => true)],
  [0x89, push(() => false)],
  [73, push((s) => integerLine(line(s)))], // I
  [76, push((s) => number(line(s)))], // L
  [70, push((s) => real(line(s)))], // F
  [74, push((s) => signed(s, 4))], // J
  [75, push(byteAt)], // K
  [77, push((s) => unsigned(s, 2))], // M
  [0x8a, push((s) => signed(s, byteAt(s)))],
  [0x8b, push((s) => signed(s, Math.min(unsigned(s, 4), 1024)))],
  [71, push((s) => finite(s.view.getFloat64(take(s, 8).byteOffset - s.view.byteOffset)))], // G
  [83, push((s) => quoted(line(s)))], // S
  [84, push((s) => pythonText(take(s, unsigned(s, 4))))], // T
  [85, push((s) => pythonText(take(s, byteAt(s))))], // U
  [66, push((s) => pythonText(take(s, unsigned(s, 4))))], // B
  [67, push((s) => pythonText(take(s, byteAt(s))))], // C
  [0x8e, push((s) => pythonText(take(s, unsigned(s, 8))))],
  [86, push((s) => unescapedText(line(s)))], // V
  [88, push((s) => pythonText(take(s, unsigned(s, 4))))], // X
  [0x8c, push((s) => pythonText(take(s, byteAt(s))))],
  [0x8d, push((s) => pythonText(take(s, unsigned(s, 8))))],
  [93, push(() => [])], // ]
  [108, push(popMark)], // l LIST
  [97, (s) => appendTo(s, [pop(s)])], // a
  [101, (s) => appendTo(s, popMark(s))], // e
  [41, push(() => [])], // )
  [116, push(popMark)], // t TUPLE
  [0x85, tupleOf(1)],
  [0x86, tupleOf(2)],
  [0x87, tupleOf(3)],
  [125, push(newDict)], // }
  [100, push((s) => fillDict(newDict(), popMark(s)))], // d DICT
  [115, setItem], // s
  [117, (s) => setItems(s, popMark(s))], // u
  [112, (s) => void s.memo.set(number(line(s)), peek(s))], // p PUT
  [113, (s) => void s.memo.set(byteAt(s), peek(s))], // q
  [114, (s) => void s.memo.set(unsigned(s, 4), peek(s))], // r
  [0x94, (s) => void s.memo.set(s.memo.size, peek(s))],
  [103, push((s) => recall(s, number(line(s))))], // g GET
  [104, push((s) => recall(s, byteAt(s)))], // h
  [106, push((s) => recall(s, unsigned(s, 4)))], // j
])

function integerLine(text: string): PickleValue {
  return text === '01' ? true : text === '00' ? false : number(text)
}

function real(text: string): number {
  return finite(text === '' ? NaN : Number(text))
}

function quoted(text: string): string {
  const inside = quotedText(text)
  if (inside === null) throw problem('a text has no quotes')
  return inside
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw problem('it has a number that is not usable')
  return value
}

function appendTo(state: State, items: readonly PickleValue[]): void {
  const list = topList(state)
  for (const item of items) list.push(item)
}

function setItem(state: State): void {
  const value = pop(state)
  const key = pop(state)
  setItems(state, [key, value])
}
