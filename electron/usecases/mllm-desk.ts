import type { KeptJson } from '#electron/files/kept-json'
import type { KeptProfiles } from '#electron/files/profiles-file'
import { failure } from '#models/failure'
import { createMllm } from '#models/mllm/mllm'
import type { Mllm } from '#models/mllm/mllm-ports'
import type { MllmProfileSettings, MllmState } from '#rpc/schemas/mllm'
import { checkConsent, consentOf, withConsent } from './consent.ts'
import type { KeyRing } from './key-ring.ts'

/** The MLLMs that a person has set up. */
export interface MllmDesk {
  list(): Promise<MllmState[]>
  /** Another one of that name is replaced; `was`: the name it had, from which its key goes along. Throws AppFailure `bad_input` for a name that is taken. */
  save(profile: MllmProfileSettings, was: string | null): Promise<MllmState[]>
  remove(name: string): Promise<MllmState[]>
  /** Pictures and queries may go to this profile's host, or no more. */
  allow(name: string, isAllowed: boolean): Promise<MllmState[]>
  setKey(name: string, key: string | null, place: 'store' | 'memory'): void
  /** Ready to be asked. Throws AppFailure `not_found` or `consent_needed`. */
  open(name: string): Promise<Mllm>
  /** Names that its server offers, with the key that is known by its name. It may be one that is not kept here. */
  listModels(profile: MllmProfileSettings): Promise<readonly string[]>
}

export type DeskParts = {
  readonly file: KeptJson<KeptProfiles>
  readonly keys: KeyRing
  readonly onChange: () => void
}

export function createMllmDesk({ file, keys, onChange }: DeskParts): MllmDesk {
  /** Kept, for their limits hold over all questions; made anew when a profile changes. */
  const opened = new Map<string, { readonly text: string; readonly mllm: Mllm }>()
  const clientOf = (profile: MllmProfileSettings): Mllm => {
    const key = () => keys.find(profile.name, profile.keyVariable)?.key ?? null
    return createMllm(profile, { key })
  }
  const list = async () => statesOf(await file.read(), keys)
  const change = async (
    edit: (kept: KeptProfiles) => KeptProfiles,
    onKept: () => void = () => undefined,
  ) => {
    const kept = await file.change(edit)
    onKept()
    onChange()
    return statesOf(kept, keys)
  }
  return {
    list,
    save: (profile, was) =>
      change(
        (kept) => withProfile(kept, profile, was),
        () => {
          if (was !== null && was !== profile.name) keys.move(was, profile.name)
        },
      ),
    remove: (name) =>
      change((kept) => {
        keys.set(name, null, 'memory')
        return { ...kept, profiles: kept.profiles.filter((one) => one.name !== name) }
      }),
    allow: (name, isAllowed) =>
      change((kept) => withConsent(kept, profileOf(kept, name).url, isAllowed)),
    setKey(name, key, place) {
      keys.set(name, key, place)
      onChange()
    },
    async open(name) {
      const kept = await file.read()
      const profile = profileOf(kept, name)
      checkConsent(kept, profile)
      const text = JSON.stringify(profile)
      const known = opened.get(name)
      if (known?.text === text) return known.mllm
      const mllm = clientOf(profile)
      opened.set(name, { text, mllm })
      return mllm
    },
    listModels: (profile) => clientOf(profile).listModels(),
  }
}

function statesOf(kept: KeptProfiles, keys: KeyRing): MllmState[] {
  return kept.profiles.map((profile) => ({
    profile,
    ...consentOf(kept, profile.url),
    key: keys.find(profile.name, profile.keyVariable)?.place ?? null,
  }))
}

function withProfile(
  kept: KeptProfiles,
  profile: MllmProfileSettings,
  was: string | null,
): KeptProfiles {
  const { name } = profile
  if (was !== name && kept.profiles.some((one) => one.name === name))
    throw failure('bad_input', `There is a profile ${name} already.`, 'Choose another name.')
  const isKnown = kept.profiles.some((one) => one.name === was)
  const profiles = isKnown
    ? kept.profiles.map((one) => (one.name === was ? profile : one))
    : [...kept.profiles, profile]
  return { ...kept, profiles }
}

function profileOf({ profiles }: KeptProfiles, name: string): MllmProfileSettings {
  const profile = profiles.find((one) => one.name === name)
  if (profile !== undefined) return profile
  const names = profiles.map((one) => one.name).join(', ')
  throw failure(
    'not_found',
    `There is no MLLM profile ${name}.`,
    names === '' ? 'Add one first.' : `Known: ${names}.`,
  )
}
