import { throwIfAborted } from '#models/failure'
import type { AskOptions, Mllm, MllmProfile, MllmReply, MllmRequest } from '#models/mllm/mllm-ports'

/** What it says to the nth question, from 1; may throw as a host does. */
export type FakeReply = (
  request: MllmRequest,
  n: number,
  signal?: AbortSignal,
) => string | Promise<string>

const profile: MllmProfile = {
  name: 'fake',
  dialect: 'openai',
  url: 'http://127.0.0.1:1/v1',
  model: 'fake-1',
  imageSide: 1000,
  imageDetail: 'auto',
  temperature: 0,
  maxTokens: 500,
  timeoutSeconds: 5,
  retries: 0,
  concurrency: 2,
  perMinute: null,
  cost: { input: 1, output: 2 },
}

/** An MLLM in this very process that remembers what it was asked. */
export class FakeMllm implements Mllm {
  readonly profile: MllmProfile
  readonly asked: MllmRequest[] = []
  /** Questions that were under way together, at most. */
  mostAtOnce = 0
  #atOnce = 0
  readonly #reply: FakeReply

  constructor(reply: FakeReply, given: Partial<MllmProfile> = {}) {
    this.profile = { ...profile, ...given }
    this.#reply = reply
  }

  async ask(request: MllmRequest, { signal }: AskOptions = {}): Promise<MllmReply> {
    throwIfAborted(signal)
    this.asked.push(request)
    this.#atOnce += 1
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce)
    try {
      const text = await this.#reply(request, this.asked.length, signal)
      throwIfAborted(signal)
      const tokens = { input: 100, output: 10 }
      return { text, finish: 'stop', tokens, milliseconds: 1, tries: 1 }
    } finally {
      this.#atOnce -= 1
    }
  }

  async listModels(): Promise<readonly string[]> {
    return [this.profile.model]
  }
}
