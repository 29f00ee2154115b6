import type { Dialect } from './dialect.ts'
import type { MllmDialect } from './mllm-ports.ts'

/** Every dialect the client speaks; loaded when a profile first needs it. */
export const dialects: Readonly<Record<MllmDialect, () => Promise<Dialect>>> = {
  openai: async () => (await import('./openai.ts')).openai,
  anthropic: async () => (await import('./anthropic.ts')).anthropic,
  gemini: async () => (await import('./gemini.ts')).gemini,
}
