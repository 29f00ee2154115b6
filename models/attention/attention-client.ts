import { longestAnswer, readAttention, type AttentionAnswer } from '#core/prior/attention'
import { baseUrl } from '../mllm/address.ts'
import { HostProblem } from '../mllm/host-problem.ts'
import { Host } from '../mllm/host.ts'
import type { AskOptions } from '../mllm/mllm-ports.ts'
import { realClock, type Clock } from '../mllm/patience.ts'
import { Tries } from '../mllm/tries.ts'
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
  readonly #tries: Tries
  readonly #host: Host

  constructor(profile: AttentionProfile, { key, proxy, clock = realClock }: AttentionOptions) {
    this.profile = profile
    this.#url = baseUrl(profile, '')
    this.#tries = new Tries({ ...profile, concurrency: 1, perMinute: null }, clock)
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
    return this.#tries.ask(
      async (signal) => this.#answerOf(await this.#send('/attention', { body, signal })),
      options,
    )
  }

  async health(signal?: AbortSignal): Promise<AttentionHealth> {
    const outcome = await this.#tries.within(healthSeconds, signal, async (limit) => {
      const health = healthIn(await this.#send('/health', { signal: limit }))
      return health ?? this.#broken('what it says of itself is not what the contract says')
    })
    if (outcome instanceof HostProblem) throw this.#tries.failure(outcome, 1)
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
