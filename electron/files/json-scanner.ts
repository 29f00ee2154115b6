import { isUtf8 } from 'node:buffer'

/** One element of a list, parsed; `problem` says why it could not be. */
export type JsonElement = {
  /** Names from the outermost object down, joined by dots. */
  readonly list: string
  /** From 0. */
  readonly index: number
  /** Line of the file it begins on, from 1. */
  readonly line: number
  readonly value: unknown
  readonly problem: string | null
}

export interface JsonScanner {
  /** The wanted lists that were met so far, empty ones too. */
  readonly met: ReadonlySet<string>
  /** The elements that end in this piece. Throws `JsonDamage`. */
  push(piece: Buffer): JsonElement[]
  /** Throws `JsonDamage` where the document is not over. */
  end(): void
}

/** The document's brackets or strings do not add up: nothing after this place can be trusted. */
export class JsonDamage extends Error {}

export const deepest = 64
export const largestElement = 64 * 2 ** 20
const longestName = 200
/** Most names are shorter. */
const nameBytes = 24
/** Lists are looked for in objects no deeper than this. */
const namedDepth = 2

const quote = 34
const backslash = 92
const newline = 10
const comma = 44
const colon = 58

/** Bytes that mean something outside of strings. */
const isMark = new Uint8Array(256)
for (const mark of '"{}[],:\n') isMark[mark.charCodeAt(0)] = 1

type State = {
  /** The outermost bracket was opened. */
  isBegun: boolean
  depth: number
  /** Closing byte of each open bracket. */
  readonly closers: number[]
  /** The latest name in the object at each depth, from 1. */
  readonly names: string[]
  line: number
  isInString: boolean
  isEscaped: boolean
  /** Bytes of the string at hand where it may be a name, else null. */
  text: number[] | null
  /** Wanted lists that were opened. */
  readonly met: Set<string>
  /** Set while inside a list that is wanted. */
  list: { readonly path: string; readonly depth: number; index: number; line: number } | null
  /** Earlier pieces of the element under way. */
  parts: Buffer[]
  partBytes: number
  /** Where the element under way begins in this piece. */
  from: number
}

/**
 * Reads a JSON document piece by piece and hands out the elements of the named lists (`annotations`, `a.b`; empty
 * for a document that is a list) alone.
 * Holds no more than one element; finds brackets and strings only, and leaves the rest to JSON.parse.
 */
export function createJsonScanner(lists: readonly string[]): JsonScanner {
  const wanted = new Set(lists)
  const met = new Set<string>()
  const state: State = {
    isBegun: false,
    depth: 0,
    closers: [],
    names: [],
    line: 1,
    isInString: false,
    isEscaped: false,
    text: null,
    met,
    list: null,
    parts: [],
    partBytes: 0,
    from: 0,
  }
  return {
    met,
    push(piece) {
      const found: JsonElement[] = []
      state.from = 0
      scan(piece, state, wanted, found)
      if (state.list !== null) keepPart(piece, state)
      return found
    },
    end() {
      if (!state.isBegun) throw new JsonDamage('it holds nothing')
      if (state.depth > 0)
        throw new JsonDamage(`line ${state.line}: it ends too early, it is cut off`)
    },
  }
}

/** The hot loop: everything but quotes and marks is passed over. */
function scan(piece: Buffer, state: State, wanted: Set<string>, found: JsonElement[]): void {
  const end = piece.length
  let at = 0
  while (at < end) {
    if (state.isInString) {
      at = skipString(piece, at, state)
      continue
    }
    const byte = piece[at] as number
    if (state.depth === 0) assertOutside(byte, state, wanted)
    if (isMark[byte] === 0) {
      at++
      continue
    }
    if (byte === quote) {
      state.isInString = true
      const mayName = state.list === null && state.depth <= namedDepth
      state.text = mayName ? [] : null
    } else if (byte === newline) state.line++
    else if (byte === comma) {
      if (state.list?.depth === state.depth) finishElement(piece, at, state, found)
    } else if (byte === colon) nameValue(state)
    else if (byte === 123 || byte === 91) openBracket(byte, at, state, wanted)
    else closeBracket(byte, { piece, at }, state, found)
    at++
  }
}

/** Outside of the document there are blanks, and before it one opening brace; a bracket where the whole is wanted. */
function assertOutside(byte: number, state: State, wanted: Set<string>): void {
  if (byte === 32 || byte === newline || byte === 13 || byte === 9) return
  if (state.isBegun) throw new JsonDamage(`line ${state.line}: more follows after its end`)
  const isListOnly = wanted.size === 1 && wanted.has('')
  const isOpening = byte === 123 ? !isListOnly : byte === 91 && wanted.has('')
  if (!isOpening)
    throw new JsonDamage(
      `line ${state.line}: it begins with ${describeByte(byte)}, not with ${wanted.has('') ? '[' : '{'}`,
    )
  state.isBegun = true
}

function describeByte(byte: number): string {
  return byte > 32 && byte < 127 ? String.fromCharCode(byte) : `the byte ${byte}`
}

/** Up to behind the closing quote, or to the piece's end. */
function skipString(piece: Buffer, start: number, state: State): number {
  const from = state.isEscaped ? start + 1 : start
  const close = closingQuote(piece, from)
  state.isInString = close < 0
  state.isEscaped = close < 0 && isEscaped(piece, from, piece.length)
  const end = close < 0 ? piece.length : close
  keepName(piece, start, end, state)
  return end + (close < 0 ? 0 : 1)
}

/** -1 where it is not in this piece. A loop is faster on names, a search on the run lengths of a mask. */
function closingQuote(piece: Buffer, from: number): number {
  const near = Math.min(from + nameBytes, piece.length)
  let at = from
  for (; at < near; at++) {
    const byte = piece[at]
    if (byte === quote) return at
    if (byte === backslash) at++
  }
  let close = piece.indexOf(quote, at)
  while (close >= 0 && isEscaped(piece, at, close)) close = piece.indexOf(quote, close + 1)
  return close
}

/** An odd number of backslashes before the place; `from` is not escaped itself. */
function isEscaped(piece: Buffer, from: number, at: number): boolean {
  let first = at
  while (first > from && piece[first - 1] === backslash) first--
  return (at - first) % 2 === 1
}

function keepName(piece: Buffer, start: number, end: number, { text }: State): void {
  if (text === null) return
  for (let at = start; at < end && text.length < longestName; at++) text.push(piece[at] as number)
}

function nameValue(state: State): void {
  if (state.text === null || state.depth > namedDepth) return
  state.names[state.depth] = Buffer.from(state.text).toString()
  state.text = null
}

function openBracket(byte: number, at: number, state: State, wanted: Set<string>): void {
  if (state.depth === deepest)
    throw new JsonDamage(`line ${state.line}: its brackets are nested deeper than ${deepest}`)
  const isList = byte === 91
  if (isList && state.list === null && state.depth <= namedDepth) {
    const path = state.names.slice(1, state.depth + 1).join('.')
    if (wanted.has(path) && isInObjects(state)) {
      state.met.add(path)
      state.list = { path, depth: state.depth + 1, index: 0, line: state.line }
      state.from = at + 1
    }
  }
  state.closers[state.depth++] = isList ? 93 : 125
  state.names.length = Math.min(state.names.length, state.depth)
}

function isInObjects({ closers, depth }: State): boolean {
  for (let i = 0; i < depth; i++) if (closers[i] !== 125) return false
  return true
}

function closeBracket(
  byte: number,
  { piece, at }: { readonly piece: Buffer; readonly at: number },
  state: State,
  found: JsonElement[],
): void {
  if (state.depth === 0 || state.closers[state.depth - 1] !== byte)
    throw new JsonDamage(`line ${state.line}: a ${String.fromCharCode(byte)} closes nothing`)
  if (state.list?.depth === state.depth) {
    const isEmpty = state.list.index === 0 && state.partBytes === 0
    if (!isEmpty || !isBlank(piece.subarray(state.from, at))) finishElement(piece, at, state, found)
    state.list = null
    state.parts = []
    state.partBytes = 0
  }
  state.depth--
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte <= 32)
}

function finishElement(piece: Buffer, end: number, state: State, found: JsonElement[]): void {
  const { list, parts } = state
  if (list === null) return
  const last = piece.subarray(state.from, end)
  assertBytes(state, last.length)
  const bytes = parts.length === 0 ? last : Buffer.concat([...parts, last])
  const line = list.line + leadingLines(bytes)
  if (isBlank(bytes))
    throw new JsonDamage(
      `line ${line}: entry ${list.index} of ${list.path} is missing beside a comma`,
    )
  found.push({ list: list.path, index: list.index++, line, ...parseElement(bytes) })
  state.parts = []
  state.partBytes = 0
  state.from = end + 1
  list.line = state.line
}

function leadingLines(bytes: Buffer): number {
  let lines = 0
  for (let i = 0; i < bytes.length && (bytes[i] as number) <= 32; i++)
    if (bytes[i] === newline) lines++
  return lines
}

function parseElement(bytes: Buffer): Pick<JsonElement, 'value' | 'problem'> {
  if (!isUtf8(bytes)) return { value: null, problem: 'it is not UTF-8' }
  try {
    return { value: JSON.parse(bytes.toString()) as unknown, problem: null }
  } catch (error) {
    return { value: null, problem: `it is not JSON: ${reasonOf(error, bytes).slice(0, 200)}` }
  }
}

/** The parser's own words without the piece of text that it quotes; Python writes what JSON has no number for. */
function reasonOf(error: unknown, bytes: Buffer): string {
  const [, word] = /[[:,]\s*(NaN|-?Infinity)\b/.exec(bytes.toString()) ?? []
  if (word !== undefined) return `${word} is no JSON number`
  const message = error instanceof Error ? error.message : String(error)
  return message.replace(/, "?\.\.\.[^]*$/, '')
}

/** What is left of the piece belongs to the element under way; blanks before it are not worth keeping. */
function keepPart(piece: Buffer, state: State): void {
  const rest = piece.subarray(state.from)
  if (state.partBytes === 0 && isBlank(rest)) {
    if (state.list !== null) state.list.line = state.line
    return
  }
  assertBytes(state, rest.length)
  state.parts.push(Buffer.from(rest))
  state.partBytes += rest.length
}

function assertBytes({ partBytes, list }: State, more: number): void {
  if (partBytes + more > largestElement)
    throw new JsonDamage(
      `line ${list?.line}: entry ${list?.index} of ${list?.path} is larger than ${largestElement / 2 ** 20} MB`,
    )
}
