/** Replies that are none, or none that the question asked for. */
const spoilers = {
  prose: (text) =>
    `Certainly! I looked at {every} strip of the picture.\n\n${text}\n\nLet me know if {anything} is unclear.`,
  unclosed: (text) => text.trimEnd().slice(0, -1),
  'out-of-range': (text) => withNumbers(text, (value) => value + 1000),
  strings: (text) => withNumbers(text, (value) => `about ${value}`),
  'too-few': (text) => withValues(text, (value) => (isList(value) ? value.slice(0, -1) : value)),
  nan: (text) => text.replace(/(?<=[[:,\s])-?\d+(\.\d+)?(?=[\],}\s])/g, 'NaN'),
  apology: () => 'I’m sorry, but I can’t help with identifying things in this picture.',
  empty: () => '',
  blank: () => ' \n\n ',
  huge: (text) => text + ' and so on'.repeat(20_000),
} as const satisfies Readonly<Record<string, (text: string) => string>>

export type TextMisbehaviour = keyof typeof spoilers

/** Answers of HTTP that are no reply. */
export const statuses = {
  rejected: 400,
  unauthorized: 401,
  unpaid: 402,
  forbidden: 403,
  missing: 404,
  'too-large': 413,
  busy: 429,
  broken: 500,
  gateway: 502,
  overloaded: 503,
} as const

export type StatusMisbehaviour = keyof typeof statuses

/** Replies that do not end as replies do. */
export const streamMisbehaviours = [
  /** Says nothing, for ever. */
  'hang',
  /** Stops in the middle, for ever. */
  'stall',
  /** The connection is cut in the middle. */
  'cut',
  /** The stream ends in the middle, as if that were all. */
  'unfinished',
  /** An error in the middle of the stream. */
  'error-in-stream',
  /** An event that is no JSON. */
  'garbled',
  /** A web page instead of a reply. */
  'page',
  /** An answer in one piece where a stream was asked for. */
  'one-piece',
  /** An error whose status says that all is well. */
  'false-200',
  /** Goes on for ever, in words or without any. */
  'endless',
  'noise',
  /** Points to another host. */
  'redirect',
  /** Cut at the greatest length of a reply. */
  'length',
  /** Nothing but thought, up to the greatest length. */
  'thinking',
  /** Withheld. */
  'filter',
  /** Does what the picture or the query tells it to. */
  'obey',
] as const

export type Misbehaviour =
  TextMisbehaviour | StatusMisbehaviour | (typeof streamMisbehaviours)[number]

export function isMisbehaviour(name: string): name is Misbehaviour {
  return (
    name in spoilers ||
    name in statuses ||
    (streamMisbehaviours as readonly string[]).includes(name)
  )
}

/** The honest text as this kind of misbehaviour would have it. */
export function spoiled(text: string, kind: Misbehaviour | null): string {
  return kind !== null && kind in spoilers ? spoilers[kind as TextMisbehaviour](text) : text
}

export function statusOf(kind: Misbehaviour | null): number | null {
  return kind !== null && kind in statuses ? statuses[kind as StatusMisbehaviour] : null
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value)
}

function withNumbers(text: string, change: (value: number) => unknown): string {
  return withValues(
    text,
    (value) => (typeof value === 'number' ? change(value) : value),
    (rest) => rest.replace(/\d+/g, (digits) => String(change(Number(digits)))),
  )
}

/** The text with every value of the JSON in it changed; `otherwise` where it holds none. */
function withValues(
  text: string,
  change: (value: unknown) => unknown,
  otherwise: (text: string) => string = (rest) => rest,
): string {
  const from = text.indexOf('{')
  const to = text.lastIndexOf('}') + 1
  if (from < 0 || to <= from) return otherwise(text)
  let value: unknown
  try {
    value = JSON.parse(text.slice(from, to))
  } catch {
    return otherwise(text)
  }
  const walk = (one: unknown): unknown => {
    const inside = isList(one)
      ? one.map(walk)
      : typeof one === 'object' && one !== null
        ? Object.fromEntries(Object.entries(one).map(([key, each]) => [key, walk(each)]))
        : one
    return change(inside)
  }
  return text.slice(0, from) + JSON.stringify(walk(value)) + text.slice(to)
}
