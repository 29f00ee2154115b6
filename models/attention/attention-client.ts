import { longestAnswer, readAttention, type AttentionAnswer } from '#core/prior/attention'
import { failure, throwIfAborted, type AppFailure } from '../failure.ts'
import { baseUrl } from '../mllm/address.ts'
import { HostProblem, problemIn, tooSlow } from '../mllm/host-problem.ts'
import { Host } from '../mllm/host.ts'
import { Limiter } from '../mllm/limiter.ts'
import type { AskOptions } from '../mllm/mllm-ports.ts'
import { backOff, longestWait, realClock, type Clock } from '../mllm/patience.ts'
import type {
  AttentionEndpoint,
  AttentionHealth,
  AttentionProfile,
  AttentionQuestion,
  AttentionReply,
} from './attention-ports.ts'
import { attentionRefusal } from './attention-refusal.ts'

export type AttentionOptions = {
  /** The profile's key, asked for at each try and kept nowhere; null: none is sent. */
  readonly key: () => string | null
  /** As for downloads: an address, `null` for none, what the environment names where nothing is said. */
  readonly proxy?: string | null
  readonly clock?: Clock
}

/**
 * The endpoint behind a profile. Nothing is sent before the first question; whether a picture may leave this machine is
 * for the caller to settle (`isLocalUrl`). Throws AppFailure `bad_input` where the profile's address is none.
 */
export function createAttention(
  profile: AttentionProfile,
  options: AttentionOptions,
): AttentionEndpoint {
  return new Client(profile, options)
}

/** A server that is up says so at once. */
const healthSeconds = 10

class Client implements AttentionEndpoint {
  readonly profile: AttentionProfile
  readonly #url: string
  readonly #clock: Clock
  readonly #limiter: Limiter
  readonly #host: Host

  constructor(profile: AttentionProfile, { key, proxy, clock = realClock }: AttentionOptions) {
    this.profile = profile
    this.#url = baseUrl(profile, '')
    this.#clock = clock
    this.#limiter = new Limiter({ concurrency: 1, perMinute: null }, clock)
    this.#host = new Host({
      profile: { url: profile.url, model: profile.name },
      key,
      auth: (secret) => ({ authorization: `Bearer ${secret}` }),
      proxy,
      clock,
      refusal: attentionRefusal,
    })
  }

  async ask(
    question: AttentionQuestion,
    options: Pick<AskOptions, 'signal' | 'onWait'> = {},
  ): Promise<AttentionReply> {
    const body = bodyOf(question)
    const ticket = this.#limiter.draw()
    for (let tries = 1; ; tries++) {
      const leave = await this.#limiter.enter(ticket, options)
      const began = this.#clock.now()
      const outcome = await this.#within(
        this.profile.timeoutSeconds,
        options.signal,
        async (signal) => this.#answerOf(await this.#send('/attention', { body, signal })),
      ).finally(leave)
      if (!(outcome instanceof HostProblem))
        return { ...outcome, milliseconds: this.#clock.now() - began, tries }
      await this.#endure(outcome, tries, options)
    }
  }

  async health(signal?: AbortSignal): Promise<AttentionHealth> {
    const outcome = await this.#within(healthSeconds, signal, async (limit) => {
      const health = healthIn(await this.#send('/health', { signal: limit }))
      return health ?? this.#broken('what it says of itself is not what the contract says')
    })
    if (outcome instanceof HostProblem) throw this.#failure(outcome, 1)
    return outcome
  }

  /** The body of the answer, no longer than an answer may be. */
  async #send(
    path: string,
    { body, signal }: { readonly body?: string; readonly signal: AbortSignal },
  ): Promise<string> {
    const headers = { 'content-type': 'application/json' }
    const question = body === undefined ? {} : { method: 'POST', headers, body }
    const response = await this.#host.fetch(`${this.#url}${path}`, { ...question, signal })
    const parts: Uint8Array[] = []
    let bytes = 0
    for await (const part of response.body ?? []) {
      bytes += part.length
      if (bytes > longestAnswer)
        throw this.#broken(`the answer is longer than ${longestAnswer / 1e6} MB`)
      parts.push(part)
    }
    return Buffer.concat(parts).toString('utf8')
  }

  #answerOf(text: string): AttentionAnswer {
    const read = readAttention(text)
    if (read.ok) return read.value
    throw this.#broken(read.error.message, read.error.hint)
  }

  #broken(what: string, hint = 'Check that the address is that of an attention server.') {
    return new HostProblem('mllm_broken', `${this.#host.name} sent no attention: ${what}.`, {
      hint,
    })
  }

  /** Waits for a better time; throws where there is none, or where tries are used up. */
  async #endure(
    problem: HostProblem,
    tries: number,
    { signal, onWait }: Pick<AskOptions, 'signal' | 'onWait'>,
  ): Promise<void> {
    const wait = backOff(tries, problem.waitMs, this.#clock)
    if (!problem.isPassing || tries > this.profile.retries || wait > longestWait)
      throw this.#failure(problem, tries)
    if (problem.waitMs !== null) this.#limiter.holdUntil(this.#clock.now() + wait)
    onWait?.(problem.message, wait)
    try {
      await this.#clock.sleep(wait, signal)
    } catch (error) {
      throwIfAborted(signal)
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
    const timer = setTimeout(() => limit.abort(tooSlow(this.#host.name, seconds)), seconds * 1000)
    try {
      return await work(AbortSignal.any([limit.signal, ...(signal === undefined ? [] : [signal])]))
    } catch (error) {
      throwIfAborted(signal)
      const problem = problemIn(error)
      if (problem === null) throw error
      return problem
    } finally {
      clearTimeout(timer)
    }
  }

  #failure({ code, message, hint }: HostProblem, tries: number): AppFailure {
    const often = tries > 1 ? ` (${tries} tries)` : ''
    return failure(code, `“${this.profile.name}”: ${message}${often}`, hint)
  }
}

function bodyOf({ image, query, prompt, layers }: AttentionQuestion): string {
  return JSON.stringify({
    version: 1,
    image: Buffer.from(image.bytes).toString('base64'),
    type: image.type,
    query,
    ...(prompt === undefined ? {} : { prompt }),
    ...(layers === undefined ? {} : { layers }),
  })
}

function healthIn(text: string): AttentionHealth | null {
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed !== 'object' || parsed === null) return null
    const { version, model, device } = parsed as Readonly<Record<string, unknown>>
    if (version !== 1 || typeof model !== 'string' || typeof device !== 'string') return null
    return { model: model.slice(0, 200), device: device.slice(0, 200) }
  } catch {
    // A page, or nothing: the caller says so.
    return null
  }
}
