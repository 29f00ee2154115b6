import { mllmProfileSchema, type MllmProfileSettings } from '#rpc/schemas/mllm'

/** A server people know by name: how to reach it, and what it needs. */
export type Preset = {
  readonly id: string
  readonly title: string
  readonly place: 'here' | 'away'
  readonly profile: Pick<MllmProfileSettings, 'dialect' | 'url'> &
    Partial<Pick<MllmProfileSettings, 'keyVariable' | 'concurrency' | 'timeoutSeconds'>>
  /** What to do there first. */
  readonly hint: string
}

/** A model on one's own computer answers one question at a time, and slowly. */
const patient = { concurrency: 1, timeoutSeconds: 600 } as const

export const presets: readonly Preset[] = [
  {
    id: 'ollama',
    title: 'Ollama',
    place: 'here',
    profile: { dialect: 'openai', url: 'http://127.0.0.1:11434/v1', ...patient },
    hint: 'Start Ollama and pull a model that sees pictures (a “vision” model). It needs no key.',
  },
  {
    id: 'lm-studio',
    title: 'LM Studio',
    place: 'here',
    profile: { dialect: 'openai', url: 'http://127.0.0.1:1234/v1', ...patient },
    hint: 'Load a model that sees pictures and start the server on LM Studio’s Developer page. It needs no key.',
  },
  {
    id: 'llama-cpp',
    title: 'llama.cpp',
    place: 'here',
    profile: { dialect: 'openai', url: 'http://127.0.0.1:8080/v1', ...patient },
    hint: 'Start llama-server with a model and its picture part (--mmproj). A key only if you gave it one.',
  },
  {
    id: 'vllm',
    title: 'vLLM',
    place: 'here',
    profile: { dialect: 'openai', url: 'http://127.0.0.1:8000/v1', timeoutSeconds: 300 },
    hint: 'Start “vllm serve” with a multimodal model; let it take as many pictures as the judge sends (six): --limit-mm-per-prompt.',
  },
  {
    id: 'openai',
    title: 'OpenAI',
    place: 'away',
    profile: {
      dialect: 'openai',
      url: 'https://api.openai.com/v1',
      keyVariable: 'OPENAI_API_KEY',
    },
    hint: 'Needs a key of your account there. Each question costs what the host says.',
  },
  {
    id: 'anthropic',
    title: 'Anthropic',
    place: 'away',
    profile: {
      dialect: 'anthropic',
      url: 'https://api.anthropic.com/v1',
      keyVariable: 'ANTHROPIC_API_KEY',
    },
    hint: 'Needs a key of your account there. Each question costs what the host says.',
  },
  {
    id: 'gemini',
    title: 'Gemini',
    place: 'away',
    profile: {
      dialect: 'gemini',
      url: 'https://generativelanguage.googleapis.com/v1beta',
      keyVariable: 'GEMINI_API_KEY',
    },
    hint: 'Needs a key of your account there. Each question costs what the host says.',
  },
  {
    id: 'openrouter',
    title: 'OpenRouter',
    place: 'away',
    profile: {
      dialect: 'openai',
      url: 'https://openrouter.ai/api/v1',
      keyVariable: 'OPENROUTER_API_KEY',
    },
    hint: 'Passes on to many hosts; needs a key of your account there. Choose a model that takes pictures.',
  },
]

/** A new profile of a preset, under a name that is free; its model is still to be named. */
export function profileOfPreset(
  { title, profile }: Preset,
  taken: readonly string[],
): MllmProfileSettings {
  const whole = mllmProfileSchema.parse({ name: freeName(title, taken), model: '?', ...profile })
  return { ...whole, model: '' }
}

/** The preset that an address belongs to; null for one of the user's own. */
export function presetOf({ url }: Pick<MllmProfileSettings, 'url'>): Preset | null {
  return presets.find(({ profile }) => profile.url === url.replace(/\/+$/, '')) ?? null
}

export function freeName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name
  for (let i = 2; ; i++) if (!taken.includes(`${name} ${i}`)) return `${name} ${i}`
}
