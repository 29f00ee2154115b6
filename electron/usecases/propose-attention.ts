import { attentionPrior, type AttentionAnswer } from '#core/prior/attention'
import type { PriorPart } from '#core/prior/combine'
import { addCall, findReply, keepReply } from '#electron/store/calls'
import { getPrior } from '#electron/store/sample-priors'
import { failure } from '#models/failure'
import { sha256Of, type SentImage } from './asker.ts'
import { picturesOf, tellStage, type Subject } from './propose-subject.ts'

/** Weights that came from files, and an MLLM's own attention, where the settings want them. */
export async function outerPriors(subject: Subject): Promise<readonly PriorPart[]> {
  const { sources } = subject.input.settings.prior
  const parts: PriorPart[] = []
  const imported = sources.includes('imported') ? await importedPart(subject) : null
  if (imported !== null) parts.push(imported)
  if (sources.includes('attention')) parts.push(await attentionPart(subject))
  return parts
}

async function importedPart({ studio, input }: Subject): Promise<PriorPart | null> {
  const prior = await getPrior(studio.project().db, input.sample)
  return prior === null ? null : { source: 'imported', weights: prior.weights }
}

/** Side of the picture that is sent: that of the grid's pictures, without a grid. */
const side = 1000

/** Throws AppFailure as `AttentionEndpoint.ask` does, and `mllm_unreachable` for a replay of what was never asked. */
async function attentionPart(subject: Subject): Promise<PriorPart> {
  tellStage(subject, 'attention')
  const picture = await picturesOf(subject, side).bare()
  const answer = await askOnce(subject, picture)
  const { exponent } = subject.input.settings.attention
  return { source: 'attention', weights: attentionPrior(answer, exponent) }
}

async function askOnce(subject: Subject, picture: SentImage): Promise<AttentionAnswer> {
  const { studio, input, sample } = subject
  const db = studio.project().writer()
  const { query } = sample.fields
  const state = await studio.attention.state()
  const key = sha256Of(
    JSON.stringify(['attention', state?.profile.url, query, picture.about.sha256]),
  )
  const kept = input.replay === 'never' ? null : await findReply(db, key)
  if (kept !== null) {
    const answer = JSON.parse(kept.text) as AttentionAnswer
    await record(subject, { key, picture, answer, milliseconds: kept.milliseconds, tries: 0 })
    return answer
  }
  if (input.replay === 'only')
    throw failure(
      'mllm_unreachable',
      'The attention endpoint was never asked about this, and nobody may be asked now.',
      'Run it again with the network.',
    )
  const endpoint = await studio.attention.open()
  const { image } = picture
  const { milliseconds, tries, ...answer } = await endpoint.ask(
    { image, query },
    { signal: input.signal },
  )
  const tokens = { input: null, output: null }
  const text = JSON.stringify(answer)
  await keepReply(db, key, { text, finish: 'stop', tokens, milliseconds })
  await record(subject, { key, picture, answer, milliseconds, tries })
  return answer
}

type Told = {
  readonly key: string
  readonly picture: SentImage
  readonly answer: AttentionAnswer
  readonly milliseconds: number
  readonly tries: number
}

/** The weights themselves are in the run's priors. */
async function record(
  { studio, input, sample, work }: Subject,
  { key, picture, answer, milliseconds, tries }: Told,
): Promise<void> {
  const { model, rows, columns, token } = answer
  const turn = { role: 'user' as const, text: sample.fields.query, pictures: [picture.about] }
  const call = await addCall(studio.project().writer(), {
    sample: input.sample,
    stage: 'attention',
    profile: 'attention',
    model,
    request: { system: '', turns: [turn], temperature: 0, sampleIndex: 0 },
    key,
    reply: `${rows} × ${columns} weights, ${token}`,
    outcome: 'read',
    isCached: tries === 0,
    tokens: { input: null, output: null },
    cost: 0,
    milliseconds,
    tries,
  })
  work.addCall(call)
}
