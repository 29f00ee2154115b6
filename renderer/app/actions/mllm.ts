import type { MllmProfileSettings, MllmState } from '#rpc/schemas/mllm'
import type { PipelineSettings } from '#rpc/schemas/pipeline'
import { bridge } from '../../rpc/bridge.ts'
import { call, type Mender } from '../../rpc/client.ts'
import { isCancelled } from '../../rpc/client-error.ts'
import { useApp } from '../../state/app.ts'
import { reloadAttention, takeAttention, useAttention } from '../../state/attention.ts'
import { askAboutMllm, type ConsentHost } from '../../state/mllm-dialog.ts'
import { reloadMllms, showTest, takeMllms, useMllms } from '../../state/mllm.ts'
import { attempt } from '../../state/notices.ts'
import { announce } from '../../state/view.ts'
import { changePipeline } from './settings.ts'

const reloadDelay = 150
let timer: ReturnType<typeof setTimeout> | undefined

/** Many changes in a row make one reading. */
export function refreshMllmsSoon(): void {
  if (timer !== undefined) return
  timer = setTimeout(() => {
    timer = undefined
    attempt('Reading the MLLMs', reloadMllms)
  }, reloadDelay)
}

/** Adds a profile, or changes the one it was; `key`: one typed in just now, null where none was. */
export async function saveProfile(
  profile: MllmProfileSettings,
  was: string | null,
  key: string | null,
): Promise<void> {
  const { name } = profile
  takeMllms(await call('mllm.save', { profile, was }))
  showTest(name, null)
  if (was !== null && was !== name) {
    await bridge.moveKey(was, name)
    useInstead(was, name)
  }
  if (key !== null) await keepKey(name, key)
  announce(`${name} is saved.`)
}

/** Keeps a key where this system keeps secrets, else in the backend until it ends. */
export async function keepKey(name: string, key: string): Promise<void> {
  if (await bridge.keepKey(name, key)) await reloadMllms()
  else takeMllms(await call('mllm.setKey', { name, key }))
}

/** Forgets the key in every place where it was kept. */
export async function forgetKey(name: string): Promise<void> {
  await bridge.keepKey(name, null)
  takeMllms(await call('mllm.setKey', { name, key: null }))
}

/** Removes a profile with its key, if the user means it. */
export async function removeProfile(state: MllmState): Promise<boolean> {
  const { name } = state.profile
  if (!(await askAboutMllm({ kind: 'remove', state }))) return false
  await forgetKey(name)
  takeMllms(await call('mllm.remove', { name }))
  useInstead(name, null)
  announce(`${name} was removed.`)
  return true
}

export async function allowHost(name: string, isAllowed: boolean): Promise<void> {
  takeMllms(await call('mllm.allow', { name, isAllowed }))
}

/** Shows it a small picture; what comes of it is shown where the profile is. */
export async function testMllm(name: string): Promise<void> {
  showTest(name, { kind: 'busy' })
  try {
    const test = await call('mllm.test', { name })
    showTest(name, { kind: 'done', test })
    announce(`${name} said: ${test.text}`)
  } catch (error) {
    showTest(name, isCancelled(error) ? null : { kind: 'failed', error })
  }
}

/** One question for all calls that wait for the same answer. */
const asked = new Map<string, Promise<boolean>>()

/** Puts the question whether a host may be sent pictures and queries before the user, and lets the call go on. */
export const mendConsent: Mender = async (error) => {
  if (error.code !== 'consent_needed') return null
  const host = whoAsks(await hostsNotAllowed(), error.message)
  if (host === null) return null
  const answer = asked.get(host.name) ?? askAboutMllm({ kind: 'consent', host })
  asked.set(host.name, answer)
  const isYes = await answer.finally(() => asked.delete(host.name))
  if (!isYes) {
    announce('Nothing was sent.')
    return 'given-up'
  }
  if (host.kind === 'mllm') await allowHost(host.name, true)
  else takeAttention(await call('attention.allow', { isAllowed: true }))
  return 'again'
}

async function hostsNotAllowed(): Promise<readonly ConsentHost[]> {
  await Promise.all([reloadMllms(), reloadAttention()])
  const { states } = useMllms.getState()
  const { state: attention } = useAttention.getState()
  return [
    ...(states ?? []).map((state) => ({ kind: 'mllm' as const, state })),
    ...(attention === null ? [] : [{ kind: 'attention' as const, state: attention }]),
  ]
    .filter(({ state }) => !state.isAllowed)
    .map(({ kind, state: { profile } }) => ({ kind, name: profile.name, url: profile.url }))
}

/** Whom the refusal is about: it begins with the name. */
export function whoAsks(hosts: readonly ConsentHost[], message: string): ConsentHost | null {
  const named = hosts.filter(({ name }) => message.startsWith(`${name} `))
  return named.toSorted((a, b) => b.name.length - a.name.length)[0] ?? null
}

/** The open project's pipeline uses another profile, or none, wherever it used this one. */
function useInstead(was: string, name: string | null): void {
  const { pipeline, project } = useApp.getState()
  if (pipeline === null || project?.isReadOnly !== false) return
  const change: { -readonly [K in 'reason' | 'judging']?: PipelineSettings[K] } = {}
  if (pipeline.reason.profile === was) change.reason = { ...pipeline.reason, profile: name }
  if (pipeline.judging.profile === was) change.judging = { ...pipeline.judging, profile: name }
  if (Object.keys(change).length > 0) changePipeline(change)
}
