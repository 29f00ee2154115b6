import type { LanguageModel } from 'ai'
import type { HostProblem } from './host-problem.ts'
import type { MllmProfile } from './mllm-ports.ts'

/** A model of a host, ready to be asked. */
export type OpenModel = {
  readonly model: Exclude<LanguageModel, string>
  /** Adapts the next questions to what the host did not take of this one; false where nothing is left to adapt. */
  readonly amend: (problem: HostProblem) => boolean
}

/** One wire protocol of multimodal LLMs: a file named after it, registered in `dialects.ts`. */
export type Dialect = {
  /** What follows the host in an address that names a host alone. */
  readonly usualPath: string
  readonly auth: (key: string) => Readonly<Record<string, string>>
  open(profile: MllmProfile, url: string, fetch: typeof globalThis.fetch): OpenModel
  /** Where models are listed, below the profile's address. */
  readonly listPath: string
  /** Headers without which the list is not answered. */
  readonly listHeaders: Readonly<Record<string, string>>
  /** Names in a list's JSON; empty where it holds none. */
  readList(json: unknown): readonly string[]
}
