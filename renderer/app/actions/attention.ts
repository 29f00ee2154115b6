import type { AttentionState } from '#rpc/schemas/mllm'
import { call } from '../../rpc/client.ts'
import { bridge } from '../../rpc/bridge.ts'
import { takeAttention, useAttention } from '../../state/attention.ts'
import { announce } from '../../state/view.ts'

/** Sets the endpoint up, or removes it for null; `key`: one typed in just now. */
export async function keepAttention(
  profile: AttentionState['profile'] | null,
  key: string | null,
): Promise<void> {
  const before = useAttention.getState().state
  takeAttention(await call('attention.save', { profile }))
  if (profile === null && before !== null) await keepKeyOf(before.profile.name, null)
  if (profile !== null && key !== null) await keepKeyOf(profile.name, key)
  announce(profile === null ? 'No attention endpoint is set up.' : 'The endpoint is saved.')
}

/** Asks the server what it is; gives back what it says. */
export async function testAttention(): Promise<string> {
  const { model, device } = await call('attention.test', {})
  return `It answers: ${model} on ${device}.`
}

async function keepKeyOf(name: string, key: string | null): Promise<void> {
  if (await bridge.keepKey(name, key)) return
  await call('mllm.setKey', { name, key })
}
