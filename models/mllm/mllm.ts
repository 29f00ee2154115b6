import { baseUrl } from './address.ts'
import type { Dialect, OpenModel } from './dialect.ts'
import { dialects } from './dialects.ts'
import { Host } from './host.ts'
import { HostProblem, notReadable } from './host-problem.ts'
import type { AskOptions, Mllm, MllmProfile, MllmReply, MllmRequest } from './mllm-ports.ts'
import { realClock, type Clock } from './patience.ts'
import type { StreamedReply } from './stream-reply.ts'
import { Tries } from './tries.ts'

export type MllmOptions = {
  /** The profile's key, asked for at each try and kept nowhere; null: none is sent. */
  readonly key: () => string | null
  /** As for downloads: an address, `null` for none, what the environment names where nothing is said. */
  readonly proxy?: string | null
  readonly clock?: Clock
}

/**
 * The MLLM behind a profile. Its limits hold for everything asked through this one, so make one a profile and keep it.
 * Nothing is loaded and nothing is sent before the first question. Throws AppFailure `bad_input` where the profile's
 * address is none.
 */
export function createMllm(profile: MllmProfile, options: MllmOptions): Mllm {
  baseUrl(profile, '')
  return new Client(profile, options)
}

type Opened = { readonly dialect: Dialect; readonly url: string; readonly host: Host } & OpenModel

/** A list of models is short and comes at once. */
const listSeconds = 20

class Client implements Mllm {
  readonly profile: MllmProfile
  readonly #options: MllmOptions
  readonly #clock: Clock
  readonly #tries: Tries
  #opened: Promise<Opened> | null = null

  constructor(profile: MllmProfile, options: MllmOptions) {
    this.profile = profile
    this.#options = options
    this.#clock = options.clock ?? realClock
    this.#tries = new Tries(profile, this.#clock)
  }

  async ask(request: MllmRequest, options: AskOptions = {}): Promise<MllmReply> {
    const { onText } = options
    return this.#tries.ask((limit) => this.#askOnce(request, limit, onText), {
      ...options,
      onAgain: () => onText?.(null),
      amend: async (problem) => (await this.#open()).amend(problem),
    })
  }

  async listModels(signal?: AbortSignal): Promise<readonly string[]> {
    const outcome = await this.#tries.within(listSeconds, signal, async (limit) => {
      const { dialect, host, url } = await this.#open()
      const response = await host.fetch(`${url}${dialect.listPath}`, {
        headers: dialect.listHeaders,
        signal: limit,
      })
      return dialect.readList(jsonOf(await response.text(), host.name))
    })
    if (!(outcome instanceof HostProblem)) return outcome
    if (listless.has(outcome.status ?? 0)) return []
    throw this.#tries.failure(outcome, 1)
  }

  async #askOnce(
    request: MllmRequest,
    signal: AbortSignal,
    onText: AskOptions['onText'],
  ): Promise<StreamedReply> {
    const { streamReply } = await import('./stream-reply.ts')
    const { host, model } = await this.#open()
    const { profile } = this
    return streamReply({ profile, host, model, request, signal, onText: (more) => onText?.(more) })
  }

  #open(): Promise<Opened> {
    this.#opened ??= this.#load()
    return this.#opened
  }

  async #load(): Promise<Opened> {
    const { profile } = this
    const dialect = await dialects[profile.dialect]()
    const url = baseUrl(profile, dialect.usualPath)
    const { key, proxy } = this.#options
    const host = new Host({ profile, key, auth: dialect.auth, proxy, clock: this.#clock })
    return { dialect, url, host, ...dialect.open(profile, url, host.fetchStream) }
  }
}

/** What hosts without a list of models answer. */
const listless: ReadonlySet<number> = new Set([404, 405, 501])

function jsonOf(text: string, host: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw notReadable(host, false)
  }
}
