import type { KeptJson } from '#electron/files/kept-json'
import type { KeptProfiles } from '#electron/files/profiles-file'
import { createAttention } from '#models/attention/attention-client'
import type { AttentionEndpoint } from '#models/attention/attention-ports'
import { failure } from '#models/failure'
import type { AttentionState } from '#rpc/schemas/mllm'
import { checkConsent, consentOf, withConsent } from './consent.ts'
import type { KeyRing } from './key-ring.ts'

/** The one attention endpoint that a person has set up. Its key is kept under its name. */
export interface AttentionDesk {
  state(): Promise<AttentionState | null>
  save(profile: AttentionState['profile'] | null): Promise<AttentionState | null>
  allow(isAllowed: boolean): Promise<AttentionState | null>
  /** Throws AppFailure `not_found` or `consent_needed`. */
  open(): Promise<AttentionEndpoint>
}

export type AttentionParts = {
  readonly file: KeptJson<KeptProfiles>
  readonly keys: KeyRing
  readonly onChange: () => void
}

export function createAttentionDesk({ file, keys, onChange }: AttentionParts): AttentionDesk {
  const change = async (edit: (kept: KeptProfiles) => KeptProfiles) => {
    const kept = await file.change(edit)
    onChange()
    return stateOf(kept)
  }
  return {
    state: async () => stateOf(await file.read()),
    save: (attention) => change((kept) => ({ ...kept, attention })),
    allow: (isAllowed) =>
      change((kept) => {
        const { url } = kept.attention ?? noEndpoint()
        return withConsent(kept, url, isAllowed)
      }),
    async open() {
      const kept = await file.read()
      const profile = kept.attention ?? noEndpoint()
      checkConsent(kept, profile)
      return createAttention(profile, { key: () => keys.find(profile.name, null)?.key ?? null })
    },
  }
}

function stateOf(kept: KeptProfiles): AttentionState | null {
  const { attention: profile } = kept
  return profile === null ? null : { profile, ...consentOf(kept, profile.url) }
}

function noEndpoint(): never {
  throw failure(
    'not_found',
    'No attention endpoint is set up.',
    'Name its address in the MLLM settings; resources/attention-server has a server of ours.',
  )
}
