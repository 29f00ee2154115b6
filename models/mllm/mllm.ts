import { failure, throwIfAborted, type AppFailure } from '../failure.ts'
import { baseUrl } from './address.ts'
import type { Dialect, OpenModel } from './dialect.ts'
import { dialects } from './dialects.ts'
import { Host } from './host.ts'
import { HostProblem, notReadable, problemIn, tooSlow } from './host-problem.ts'
import { Limiter } from './limiter.ts'
import type { AskOptions, Mllm, MllmProfile, MllmReply, MllmRequest } from './mllm-ports.ts'
import { backOff, longestWait, realClock, type Clock } from './patience.ts'
import type { StreamedReply } from './stream-reply.ts'

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
  readonly #limiter: Limiter
  #opened: Promise<Opened> | null = null

  constructor(profile: MllmProfile, options: MllmOptions) {
    this.profile = profile
    this.#options = options
    this.#clock = options.clock ?? realClock
    this.#limiter = new Limiter(profile, this.#clock)
  }

  async ask(request: MllmRequest, options: AskOptions = {}): Promise<MllmReply> {
    const ticket = this.#limiter.draw()
    let failures = 0
    for (let tries = 1; ; tries++) {
      if (tries > 1) options.onText?.(null)
      const leave = await this.#limiter.enter(ticket, options)
      const began = this.#clock.now()
      const outcome = await this.#askOnce(request, options).finally(leave)
      if (!(outcome instanceof HostProblem))
        return { ...outcome, milliseconds: this.#clock.now() - began, tries }
      const { amend } = await this.#open()
      if (!amend(outcome)) await this.#endure(outcome, ++failures, options)
    }
  }

  async listModels(signal?: AbortSignal): Promise<readonly string[]> {
    const outcome = await this.#within(listSeconds, signal, async (limit) => {
      const { dialect, host, url } = await this.#open()
      const response = await host.fetch(`${url}${dialect.listPath}`, {
        headers: dialect.listHeaders,
        signal: limit,
      })
      return dialect.readList(jsonOf(await response.text(), host.name))
    })
    if (!(outcome instanceof HostProblem)) return outcome
    if (listless.has(outcome.status ?? 0)) return []
    throw this.#failure(outcome, 1)
  }

  async #askOnce(
    request: MllmRequest,
    { signal, onText }: AskOptions,
  ): Promise<StreamedReply | HostProblem> {
    const outcome = await this.#within(this.profile.timeoutSeconds, signal, async (limit) => {
      const { streamReply } = await import('./stream-reply.ts')
      const { host, model } = await this.#open()
      return streamReply({
        profile: this.profile,
        host,
        model,
        request,
        signal: limit,
        onText: (more) => onText?.(more),
      })
    })
    // Before the next one takes this one's place.
    const pause = outcome instanceof HostProblem ? (outcome.waitMs ?? 0) : 0
    if (pause <= longestWait) this.#limiter.holdUntil(this.#clock.now() + pause)
    return outcome
  }

  /** Waits for a better time; throws where there is none, or where tries are used up. */
  async #endure(problem: HostProblem, failures: number, options: AskOptions): Promise<void> {
    if (!problem.isPassing || failures > this.profile.retries)
      throw this.#failure(problem, failures)
    const wait = backOff(failures, problem.waitMs, this.#clock)
    if (wait > longestWait) throw this.#failure(problem, failures)
    options.onWait?.(problem.message, wait)
    try {
      await this.#clock.sleep(wait, options.signal)
    } catch (error) {
      throwIfAborted(options.signal)
      throw error
    }
  }

  /** What the work answers within so many seconds, or why it did not. Throws AppFailure `cancelled`, and bugs. */
  async #within<T>(
    seconds: number,
    signal: AbortSignal | undefined,
    work: (limit: AbortSignal) => Promise<T>,
  ): Promise<T | HostProblem> {
    const limit = new AbortController()
    const { host } = new URL(this.profile.url)
    const wait = Math.min(seconds * 1000, longestTimer)
    const timer = setTimeout(() => limit.abort(tooSlow(host, seconds)), wait)
    try {
      return await work(AbortSignal.any([limit.signal, ...(signal === undefined ? [] : [signal])]))
    } catch (error) {
      throwIfAborted(signal)
      const problem = problemIn(error)
      if (problem === null) throw error
      return problem
    } finally {
      clearTimeout(timer)
      // Whatever the libraries still hold open of it.
      limit.abort()
    }
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

  #failure({ code, message, hint, waitMs }: HostProblem, tries: number): AppFailure {
    const often = tries > 1 ? ` (${tries} tries)` : ''
    const later =
      waitMs === null || waitMs <= longestWait
        ? ''
        : ` It asks to be left alone for ${Math.ceil(waitMs / 60_000)} minutes.`
    return failure(code, `“${this.profile.name}”: ${message}${later}${often}`, hint)
  }
}

/** Timers set for longer go off at once. */
const longestTimer = 2 ** 31 - 1

/** What hosts without a list of models answer. */
const listless: ReadonlySet<number> = new Set([404, 405, 501])

function jsonOf(text: string, host: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw notReadable(host, false)
  }
}
