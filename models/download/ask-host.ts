import { request, type Dispatcher } from 'undici'
import { systemCode, failure, reasonOf } from '../failure.ts'
import { mayFetch } from './addresses.ts'
import { isSha256 } from './verify.ts'
import type { HostFacts } from './part-file.ts'

const redirectLimit = 5

export type AskOptions = {
  readonly dispatcher: Dispatcher
  /** The user named the host, so that it may answer without TLS. */
  readonly isMirror: boolean
  /** Longest silence of the host, milliseconds. */
  readonly stallMs: number
  readonly signal?: AbortSignal
}

export type Answer = {
  readonly status: number
  /** The host that answered in the end. */
  readonly host: string
  /** What it says of the whole file. */
  readonly facts: HostFacts
  /** First byte of the body within the file; null where the answer states none. */
  readonly start: number | null
  readonly retryAfterSeconds: number | null
  /** It says itself that it is a web page. */
  readonly isPage: boolean
  readonly body: Dispatcher.ResponseData['body']
}

type Headers = Dispatcher.ResponseData['headers']

/** Something that may go well the next time: a lost connection, a busy host, mixed-up bytes. */
export class Interrupted extends Error {
  readonly code: 'download_failed' | 'download_broken'
  /** The host asked to be left alone for so long. */
  readonly waitSeconds: number
  constructor(reason: string, about: { readonly isBroken?: boolean; readonly wait?: number } = {}) {
    super(reason)
    this.code = about.isBroken === true ? 'download_broken' : 'download_failed'
    this.waitSeconds = about.wait ?? 0
  }
}

/**
 * Sends a GET and follows at most five redirects. The body of the answer has to be read or destroyed.
 * Throws Interrupted, or AppFailure `download_failed`.
 */
export async function askHost(
  address: string,
  headers: Readonly<Record<string, string>>,
  options: AskOptions,
): Promise<Answer> {
  const first = new URL(address)
  let url = first
  // The first host knows the file; where it sends us to often knows only its storage.
  let linked: Linked = { sha256: null, bytes: null }
  for (let hop = 0; hop <= redirectLimit; hop++) {
    if (!mayFetch(url, first, options.isMirror)) throw unsafe(url)
    const response = await send(url, headers, options)
    linked = { ...linked, ...linkedOf(response.headers) }
    const location = textOf(response.headers.location)
    if (response.statusCode < 300 || response.statusCode >= 400 || response.statusCode === 304)
      return answerOf(url, response, linked)
    hushBody(response.body)
    destroyBody(response.body)
    if (location === null || !URL.canParse(location, url.href))
      throw failure(
        'download_failed',
        `${url.host} points nowhere (${response.statusCode}).`,
        'Open the address in a browser, or set a mirror.',
      )
    url = new URL(location, url)
  }
  throw failure(
    'download_failed',
    `${first.host} sends us from address to address (more than ${redirectLimit} times).`,
    'Open the address in a browser, or set a mirror.',
  )
}

/** A body that fails before it is read from tells the reader later; unheard it would end the process. */
function hushBody(body: Answer['body']): void {
  body.on('error', () => undefined)
}

/** Drops what is left of an answer. */
export function destroyBody(body: Answer['body']): void {
  body.destroy()
}

/** A lost connection as Interrupted; anything that won't get better as AppFailure; the rest as it is. */
export function networkFailure(host: string, error: unknown): unknown {
  const code = systemCode(error)
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT')
    return new Interrupted(`${host} went silent`)
  if (/^(CERT_|DEPTH_ZERO_|UNABLE_TO_|SELF_SIGNED_|ERR_TLS_)/.test(code))
    return failure(
      'download_failed',
      `${host} could not prove that it is ${host}: ${reasonOf(error)}`,
      'Where a company proxy signs connections, name its certificate in NODE_EXTRA_CA_CERTS.',
    )
  const isNetwork =
    /^(UND_ERR_|HPE_|E(CONN|NOTFOUND|AI_|PIPE|HOST|NET|TIMEDOUT|ADDR))/.test(code) ||
    (error instanceof TypeError && error.message === 'terminated')
  return isNetwork ? new Interrupted(`${host}: ${reasonOf(error) || code}`) : error
}

async function send(
  url: URL,
  headers: Readonly<Record<string, string>>,
  { dispatcher, stallMs, signal }: AskOptions,
): Promise<Dispatcher.ResponseData> {
  try {
    return await request(url, {
      dispatcher,
      headers: { 'accept-encoding': 'identity', 'user-agent': 'reaseg-studio', ...headers },
      headersTimeout: stallMs,
      bodyTimeout: stallMs,
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    throw networkFailure(url.host, error)
  }
}

type Linked = { readonly sha256: string | null; readonly bytes: number | null }

/** What Hugging Face says of the file itself when it points to its storage. */
function linkedOf(headers: Headers): Partial<Linked> {
  const sha256 = digestIn(headers['x-linked-etag'])
  const bytes = wholeNumber(textOf(headers['x-linked-size']))
  return { ...(sha256 === null ? {} : { sha256 }), ...(bytes === null ? {} : { bytes }) }
}

function answerOf(url: URL, response: Dispatcher.ResponseData, linked: Linked): Answer {
  const { headers, statusCode: status, body } = response
  hushBody(body)
  const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(textOf(headers['content-range']) ?? '')
  const length = wholeNumber(textOf(headers['content-length']))
  const isPart = status === 206 || status === 416
  return {
    status,
    host: url.host,
    facts: {
      etag: textOf(headers.etag),
      lastModified: textOf(headers['last-modified']),
      total: (isPart ? wholeNumber(range?.[2] ?? null) : length) ?? linked.bytes,
      sha256: linked.sha256 ?? digestIn(headers.etag),
    },
    start: wholeNumber(range?.[1] ?? null),
    isPage: /^text\/html\b/i.test(textOf(headers['content-type']) ?? ''),
    retryAfterSeconds: wholeNumber(textOf(headers['retry-after'])),
    body,
  }
}

function digestIn(header: string | string[] | undefined): string | null {
  const text =
    textOf(header)
      ?.replace(/^"(.*)"$/, '$1')
      .toLowerCase() ?? ''
  return isSha256(text) ? text : null
}

function textOf(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header[0] : header) ?? null
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null
}

function unsafe(url: URL) {
  return failure(
    'download_failed',
    `${url.host} would send the file without TLS.`,
    'Only a mirror that you name yourself may do so.',
  )
}
