import { describe, expect, it } from 'vitest'
import { mllmProfileSchema } from '#rpc/schemas/mllm'
import {
  freeName,
  presetOf,
  presets,
  profileOfPreset,
} from '../../../../renderer/pages/mllm/presets.ts'

describe('presets', () => {
  it.each(presets.map((preset) => [preset.title, preset] as const))(
    '%s makes a profile that can be kept once its model is named',
    (_, preset) => {
      const profile = profileOfPreset(preset, [])
      expect(profile.model).toBe('')
      expect(mllmProfileSchema.safeParse({ ...profile, model: 'eye' }).success).toBe(true)
      expect(presetOf(profile)?.id).toBe(preset.id)
      expect(preset.hint).toMatch(/\.$/)
    },
  )

  it('those on this computer have addresses of this computer, the others are encrypted', () => {
    const outside = presets.filter(({ profile, place }) =>
      place === 'here'
        ? new URL(profile.url).hostname !== '127.0.0.1'
        : new URL(profile.url).protocol !== 'https:',
    )
    expect(outside).toEqual([])
  })

  it('another address belongs to none; a slash at its end does not count', () => {
    expect(presetOf({ url: 'http://127.0.0.1:11434/v1/' })?.id).toBe('ollama')
    expect(presetOf({ url: 'http://10.0.0.2:11434/v1' })).toBeNull()
  })

  it.each([
    [[], 'Ollama'],
    [['Ollama'], 'Ollama 2'],
    [['Ollama', 'Ollama 2'], 'Ollama 3'],
    [['Ollama 2'], 'Ollama'],
  ])('beside %j a new one is called %s', (taken, expected) => {
    expect(freeName('Ollama', taken)).toBe(expected)
  })
})
