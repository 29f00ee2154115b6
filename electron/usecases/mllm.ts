import { paintTestPicture } from '#electron/files/test-picture'
import { listCalls, readSpending } from '#electron/store/calls'
import type { Mllm } from '#models/mllm/mllm-ports'
import type { MllmTest } from '#rpc/schemas/mllm'
import { listPrompts, savePrompt } from './prompt-shelf.ts'
import type { UseCases } from './use-cases.ts'

const question =
  'What shape is in this picture, and which colour does it have? Answer in at most five words.'

/** Shows it a picture whose content is known. */
async function testMllm(mllm: Mllm): Promise<MllmTest> {
  const image = { bytes: await paintTestPicture(), type: 'image/png' as const }
  const turn = { role: 'user' as const, text: question, images: [image] }
  const { text, milliseconds, tokens } = await mllm.ask({ system: '', turns: [turn] })
  return { text: text.slice(0, 2000), isRight: /\bred\b/i.test(text), milliseconds, tokens }
}

export const mllmHandlers = {
  'mllm.list': (studio) => studio.mllm.list(),
  'mllm.save': (studio, { profile, was }) => studio.mllm.save(profile, was),
  'mllm.remove': (studio, { name }) => studio.mllm.remove(name),
  'mllm.allow': (studio, { name, isAllowed }) => studio.mllm.allow(name, isAllowed),
  async 'mllm.setKey'(studio, { name, key }) {
    studio.mllm.setKey(name, key, 'memory')
    return studio.mllm.list()
  },
  'mllm.test': async (studio, { name }) => testMllm(await studio.mllm.open(name)),
  'mllm.models': async (studio, { profile }) => [...(await studio.mllm.listModels(profile))],
  'attention.get': (studio) => studio.attention.state(),
  'attention.save': (studio, { profile }) => studio.attention.save(profile),
  'attention.allow': (studio, { isAllowed }) => studio.attention.allow(isAllowed),
  'attention.test': async (studio) => (await studio.attention.open()).health(),
  'prompts.list': (studio) => listPrompts(studio.projectOrNull()?.db ?? null),
  'prompts.save': (studio, { id, text }) => savePrompt(studio.project(), id, text),
  'mllm.spending': (studio) => readSpending(studio.project().db),
  'runs.calls': (studio, { run }) => listCalls(studio.project().db, run),
} satisfies Partial<UseCases>
