import { request, type Dispatcher } from 'undici'
import { createDispatcher } from '../download/proxy.ts'
import { isLocalUrl } from './address.ts'
import { HostProblem, networkProblem, notReadable, tooLong } from './host-problem.ts'
import { refusal, statusOfKind, type Refused } from './host-refusal.ts'
import { withoutKey, wordsOf, type HostWords } from './host-words.ts'
import type { MllmProfile } from './mllm-ports.ts'
import { retryAfter, type Clock } from './patience.ts'

/** What a reply may weigh on the wire, where each word comes wrapped in an event, and an error's body. */
const mostBytes = 20_000_000
const mostOfError = 20_000

export type HostOptions = {
  readonly profile: Pick<MllmProfile, 'url' | 'model'>
  readonly key: () => string | null
  /** The headers that hold the key, by the dialect's custom. */
  readonly auth: (key: string) => Readonly<Record<string, string>>
  /** As for downloads; a host on this machine is never asked through one. */
  readonly proxy: string | null | undefined
  readonly clock: Clock
  /** What an answer without a reply means; by the rules of MLLMs unless given. */
  readonly refusal?: (refused: Refused) => HostProblem
}

/** Headers of the libraries that go out; the others tell more than the host needs. */
const passedOn: ReadonlySet<string> = new Set([
  'accept',
  'anthropic-beta',
  'anthropic-version',
  'content-type',
])

/**
 * The host behind a profile: every byte to and from it passes here. The key is attached at the last moment, redirects
 * are not followed, answers are bounded, refusals become HostProblems.
 */
export class Host {
  readonly name: string
  readonly #options: HostOptions
  #dispatcher: Dispatcher | null = null

  constructor(options: HostOptions) {
    this.#options = options
    this.name = new URL(options.profile.url).host
  }

  /** As the libraries want it. */
  readonly fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const url = input instanceof Request ? input.url : input
    const { statusCode: status, headers, body } = await this.#send(url, init)
    const parts = this.#bounded(body, init.signal)
    if (status >= 200 && status < 300)
      return new Response(ReadableStream.from(parts), {
        status,
        headers: { 'content-type': textOf(headers['content-type']) ?? '' },
      })
    const words = this.words(await beginning(parts))
    const location = textOf(headers.location)
    if (status < 400) throw this.#sentOn(location)
    const waitMs = retryAfter(textOf(headers['retry-after']), this.#options.clock.now())
    const { profile, refusal: refusalOf = refusal } = this.#options
    throw refusalOf({ host: this.name, model: profile.model, status, words, waitMs })
  }

  /** As `fetch`, where only a stream answers. Some hosts tell errors with a status that says that all is well. */
  readonly fetchStream: typeof globalThis.fetch = async (input, init) => {
    const response = await this.fetch(input, init)
    if (!/^(application\/json|text\/html)\b/i.test(response.headers.get('content-type') ?? ''))
      return response
    const words = this.words(await response.text())
    if (words.text === '') throw notReadable(this.name, false)
    const { model } = this.#options.profile
    const status = words.status ?? statusOfKind(words.kind)
    throw refusal({ host: this.name, model, status, words, waitMs: null })
  }

  /** What the body of an error says, without anything of the key. */
  words(body: string): HostWords {
    const words = wordsOf(body)
    return { ...words, text: withoutKey(words.text, this.#options.key()?.trim() ?? null) }
  }

  async #send(url: string | URL, init: RequestInit): Promise<Dispatcher.ResponseData> {
    const key = this.#key()
    const headers = new Headers(init.headers)
    const sent = [...headers].filter(([name]) => passedOn.has(name))
    this.#dispatcher ??= createDispatcher(
      isLocalUrl(this.#options.profile.url) ? null : this.#options.proxy,
    )
    try {
      return await request(url, {
        dispatcher: this.#dispatcher,
        method: init.method === 'POST' ? 'POST' : 'GET',
        headers: {
          ...Object.fromEntries(sent),
          ...(key === null ? {} : this.#options.auth(key)),
          'accept-encoding': 'identity',
          'user-agent': 'reaseg-studio',
        },
        body: typeof init.body === 'string' ? init.body : null,
        // The profile's own timeout is all there is: a model may think for long.
        headersTimeout: 0,
        bodyTimeout: 0,
        ...(init.signal === null || init.signal === undefined ? {} : { signal: init.signal }),
      })
    } catch (error) {
      init.signal?.throwIfAborted()
      throw networkProblem(this.name, error, false)
    }
  }

  async *#bounded(
    body: Dispatcher.ResponseData['body'],
    signal: AbortSignal | null | undefined,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    let bytes = 0
    try {
      for await (const chunk of body) {
        const part = new Uint8Array(chunk)
        bytes += part.length
        if (bytes > mostBytes) throw tooLong(this.name)
        yield part
      }
    } catch (error) {
      signal?.throwIfAborted()
      throw networkProblem(this.name, error, true)
    }
  }

  #sentOn(location: string | undefined): HostProblem {
    const elsewhere = URL.canParse(location ?? '', this.#options.profile.url)
      ? new URL(location ?? '', this.#options.profile.url).host
      : 'nowhere'
    return new HostProblem('mllm_refused', `${this.name} sends us on to ${elsewhere}.`, {
      hint: 'Nothing was sent there. If you trust that host, put its address into the profile.',
    })
  }

  #key(): string | null {
    const key = this.#options.key()?.trim() ?? ''
    if (key === '') return null
    if (/^[\u0021-\u007e]+$/.test(key)) return key
    throw new HostProblem('mllm_refused', 'The key holds characters that no key has.', {
      hint: 'Enter it anew: a line break, a space or a bullet may have come with it.',
    })
  }
}

/** The first part of an error's body; what is cut off is missed by nobody, its status says enough. */
async function beginning(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const part of body) {
      parts.push(part)
      bytes += part.length
      if (bytes > mostOfError) break
    }
  } catch (error) {
    if (!(error instanceof HostProblem)) throw error
  }
  return Buffer.concat(parts).toString('utf8')
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}
