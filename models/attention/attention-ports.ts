import type { AttentionAnswer } from '#core/prior/attention'
import type { AskOptions, MllmImage } from '../mllm/mllm-ports.ts'

/** How to reach one attention endpoint (contract: resources/attention-server/README.md). Never holds a key. */
export type AttentionProfile = {
  readonly name: string
  /** Base address: what stands before `/attention`. */
  readonly url: string
  /** From the question to the last byte, each try. */
  readonly timeoutSeconds: number
  /** Tries after the first, where another may help: busy, broken off, unreachable. */
  readonly retries: number
}

export type AttentionQuestion = {
  /** Upright: what is sent is taken as its pixels lie. */
  readonly image: MllmImage
  readonly query: string
  /** What the model is asked; `{query}` stands for the query. The server's own wording unless given. */
  readonly prompt?: string
  /** Layers to average, from 0. The server's own choice unless given. */
  readonly layers?: readonly number[]
}

export type AttentionReply = AttentionAnswer & {
  /** Of the try that went well. */
  readonly milliseconds: number
  /** 1 for the first. */
  readonly tries: number
}

/** What a server says of itself. */
export type AttentionHealth = { readonly model: string; readonly device: string }

/**
 * One attention endpoint; questions go one after another, for the server has one model. Throws AppFailure
 * `mllm_unreachable` (no answer), `mllm_refused` (key or question not accepted), `mllm_busy` (still busy after the last
 * try), `mllm_broken` (an answer that is none) or `cancelled`; messages name the profile and the mend, never the key.
 */
export interface AttentionEndpoint {
  readonly profile: AttentionProfile
  ask(
    question: AttentionQuestion,
    options?: Pick<AskOptions, 'signal' | 'onWait'>,
  ): Promise<AttentionReply>
  health(signal?: AbortSignal): Promise<AttentionHealth>
}
