import { mllmProfileSchema, type MllmProfileSettings, type MllmState } from '#rpc/schemas/mllm'

/** A profile being written: numbers that are being typed may be none for a while. */
export type ProfileDraft = {
  readonly [K in keyof Omit<MllmProfileSettings, 'cost'>]: MllmProfileSettings[K] | null
} & { readonly cost: { readonly input: number | null; readonly output: number | null } }

export type Problems = Readonly<Record<string, string>>

export type ReadDraft =
  | { readonly ok: true; readonly profile: MllmProfileSettings }
  | { readonly ok: false; readonly problems: Problems }

const words: Readonly<Record<string, string>> = {
  name: 'A name without @ and :, at most 60 characters.',
  url: 'Like http://127.0.0.1:11434/v1 or https://host/v1, without name, password and question mark.',
  model: 'The model’s name as the server knows it.',
  keyVariable: 'Letters, digits and _ alone, no digit first.',
}

/** The profile as it would be saved, or what of it cannot be, by field (`cost.input` for a part). */
export function readDraft(draft: ProfileDraft, others: readonly string[]): ReadDraft {
  const trimmed = {
    ...draft,
    name: draft.name?.trim(),
    url: draft.url?.trim(),
    model: draft.model?.trim(),
  }
  const parsed = mllmProfileSchema.safeParse(trimmed)
  const problems: Record<string, string> = {}
  for (const { path, message } of parsed.error?.issues ?? []) {
    const field = path.join('.')
    problems[field] ??= words[field] ?? message
  }
  if (others.includes(trimmed.name ?? '')) problems['name'] = 'There is one of this name already.'
  return parsed.success && Object.keys(problems).length === 0
    ? { ok: true, profile: parsed.data }
    : { ok: false, problems }
}

export function isChanged(draft: ProfileDraft, saved: MllmProfileSettings): boolean {
  return JSON.stringify(ordered(draft)) !== JSON.stringify(ordered(saved))
}

function ordered(draft: ProfileDraft | MllmProfileSettings) {
  return Object.entries(draft).toSorted(([a], [b]) => (a < b ? -1 : 1))
}

/** What a change of the profile undoes beside what it changes, each a sentence. */
export function sideEffects(
  draft: ProfileDraft,
  { profile, isAllowed, isRemote, key }: MllmState,
): readonly string[] {
  const effects: string[] = []
  if (isRemote && isAllowed && originOf(draft.url) !== originOf(profile.url))
    effects.push('Another host: you are asked again before anything goes there.')
  if (draft.name !== profile.name && (key === 'store' || key === 'memory'))
    effects.push('Another name: type its key in again.')
  return effects
}

function originOf(url: string | null): string {
  return url !== null && URL.canParse(url) ? new URL(url).origin : ''
}
