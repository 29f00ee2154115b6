/** Wire dialects of multimodal LLMs: each a file here, named by who made the protocol. */
export const mllmDialects = ['openai', 'anthropic', 'gemini'] as const
export type MllmDialect = (typeof mllmDialects)[number]

/** How to reach one MLLM and how much of it to use. Never holds a key. */
export type MllmProfile = {
  readonly name: string
  readonly dialect: MllmDialect
  /** Base address without the method's own path, such as `http://127.0.0.1:11434/v1`; a host alone gets the usual one. */
  readonly url: string
  readonly model: string
  /** Longest side of the pictures sent, pixels. */
  readonly imageSide: number
  /** How closely the host looks at them, where its protocol has a word for that. */
  readonly imageDetail: 'auto' | 'low' | 'high'
  readonly temperature: number
  /** Of one reply. */
  readonly maxTokens: number
  /** From the question to the last word, each try. */
  readonly timeoutSeconds: number
  /** Tries after the first, where another may help: busy, broken off, unreachable. */
  readonly retries: number
  /** Questions under way at once. */
  readonly concurrency: number
  /** Questions a minute; null: as many as there are. */
  readonly perMinute: number | null
  /** Price of a million tokens, in one currency for all profiles. */
  readonly cost: { readonly input: number; readonly output: number }
}

export type MllmImage = {
  readonly bytes: Uint8Array
  readonly type: 'image/png' | 'image/jpeg'
}

/** Pictures stand before the text of their turn, in order; an assistant's turn has none. */
export type MllmTurn = {
  readonly role: 'user' | 'assistant'
  readonly text: string
  readonly images: readonly MllmImage[]
}

export type MllmRequest = {
  /** Empty: none is sent. */
  readonly system: string
  readonly turns: readonly MllmTurn[]
  /** The profile's unless given. */
  readonly temperature?: number
}

export type MllmReply = {
  readonly text: string
  /** `length`: cut at maxTokens; `filter`: withheld by the host. */
  readonly finish: 'stop' | 'length' | 'filter' | 'other'
  /** As the host counted them; null where it does not say. */
  readonly tokens: { readonly input: number | null; readonly output: number | null }
  /** Of the try that went well. */
  readonly milliseconds: number
  /** 1 for the first. */
  readonly tries: number
}

export type AskOptions = {
  readonly signal?: AbortSignal
  /** The reply so far grows by this much. Every try after the first begins with `null`: what came before is void. */
  readonly onText?: (more: string | null) => void
  /** Why nothing happens for so long: a queue, a busy host. Milliseconds; 0 where nobody can tell. */
  readonly onWait?: (reason: string, milliseconds: number) => void
}

/**
 * One MLLM. Throws AppFailure `mllm_unreachable` (no answer), `mllm_refused` (key, model or request not accepted),
 * `mllm_busy` (still busy after the last try), `mllm_broken` (an answer that is none) or `cancelled`; messages name the
 * profile and the mend, never the key.
 */
export interface Mllm {
  readonly profile: MllmProfile
  ask(request: MllmRequest, options?: AskOptions): Promise<MllmReply>
  /** Names that the host offers; empty where it has no such list. Throws like `ask`. */
  listModels(signal?: AbortSignal): Promise<readonly string[]>
}
