/** What an error's body says of itself. */
export type HostWords = {
  /** One line; empty where it says nothing. */
  readonly text: string
  /** The field of the question that the host does not support. */
  readonly field: string | null
  /** The host's own name of the error. */
  readonly kind: string
  /** The HTTP status that it names, 400..599. */
  readonly status: number | null
  /** Milliseconds that it asks to wait. */
  readonly waitMs: number | null
}

const longestText = 200
const unsaid: HostWords = { text: '', field: null, kind: '', status: null, waitMs: null }

/**
 * The dialects wrap their errors alike: `{error: {message, type or code or status, param}}`, `{error: text}`, or a list of
 * one. Web pages and other bodies say nothing.
 */
export function wordsOf(body: string): HostWords {
  const parsed = parse(body)
  const outer = Array.isArray(parsed) ? fieldsOf(parsed[0]) : fieldsOf(parsed)
  const error = outer.error ?? outer
  if (typeof error === 'string') return { ...unsaid, text: oneLine(error) }
  const { message, detail, param, code, type, status } = fieldsOf(error)
  const text = [message, detail, outer.detail].find((one) => typeof one === 'string')
  const kind = [code, type, status].filter((one) => typeof one === 'string').join(' ')
  const wait = /"retryDelay"\s*:\s*"(\d{1,6}(?:\.\d{1,9})?)s"/.exec(body)
  return {
    text: typeof text === 'string' ? oneLine(text) : '',
    field: typeof param === 'string' && /unsupported/i.test(kind) ? param : null,
    kind,
    status: [code, status].find(isFailure) ?? null,
    waitMs: wait === null ? null : Number(wait[1]) * 1000,
  }
}

function isFailure(value: unknown): value is number {
  return typeof value === 'number' && value >= 400 && value <= 599
}

/** Shortest piece of a key that is taken for one. */
const shortestPiece = 6
const hidden = '•••'

/** The text with every word that holds a piece of the key replaced; hosts like to quote the key they refuse. */
export function withoutKey(text: string, key: string | null): string {
  if (key === null || key === '') return text
  const clean = text.replaceAll(key, hidden)
  if (key.length < shortestPiece) return clean
  const pieces = Array.from({ length: key.length - shortestPiece + 1 }, (_, i) =>
    key.slice(i, i + shortestPiece),
  )
  return clean.replace(/\S+/gu, (word) =>
    pieces.some((piece) => word.includes(piece)) ? hidden : word,
  )
}

function oneLine(text: string): string {
  const line = text.replace(/[\p{C}\s]+/gu, ' ').trim()
  return line.length > longestText ? `${line.slice(0, longestText)}…` : line
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Pages of proxies and the like: their status says enough.
    return null
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
