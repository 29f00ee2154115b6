import { mllmProfileSchema, type MllmProfileSettings, type MllmState } from '#rpc/schemas/mllm'

export function mllmProfile(part: Partial<MllmProfileSettings> = {}): MllmProfileSettings {
  return mllmProfileSchema.parse({
    name: 'local',
    dialect: 'openai',
    url: 'http://127.0.0.1:11434/v1',
    model: 'm',
    ...part,
  })
}

/** A profile on this computer, without a key. */
export function mllmState(
  profile: Partial<MllmProfileSettings> = {},
  part: Partial<MllmState> = {},
): MllmState {
  return { profile: mllmProfile(profile), isRemote: false, isAllowed: true, key: null, ...part }
}

/** One on another machine that was not allowed yet. */
export function remoteState(name = 'far', part: Partial<MllmState> = {}): MllmState {
  const profile = { name, url: 'https://api.example/v1' }
  return mllmState(profile, { isRemote: true, isAllowed: false, ...part })
}
