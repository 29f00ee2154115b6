import { parseReply } from '#core/prompt/parsers'
import { fillTurn } from '#core/prompt/prompt-file'
import type { PromptValues } from '#core/prompt/template'
import { setCheckVerdict } from '#electron/store/query-checks'
import { getSample } from '#electron/store/samples'
import { failure, unwrap } from '#models/failure'
import type { ParsedParams } from '#rpc/contract'
import { askReadable, type Read } from './ask-readable.ts'
import type { Asker } from './asker.ts'
import { startMllmWork } from './mllm-work.ts'
import { pipelineSettings } from './projects.ts'
import type { PromptShelf } from './prompt-shelf.ts'
import { bareImage, noGrid } from './sent-pictures.ts'
import type { Studio } from './studio.ts'
import type { ParsedCheck } from '#core/prompt/reply'

const turns = { blind: 'blind', unique: 'ambiguous' } as const

/** Asks an MLLM about a query and keeps its verdict for this wording. Throws AppFailure as `Asker.ask` does. */
export async function askCheck(
  studio: Studio,
  { sample, check, profile }: ParsedParams<'checks.ask'>,
): Promise<void> {
  const project = studio.project()
  const { fields, image } = await getSample(project.db, sample)
  if (fields.query.trim() === '')
    throw failure('bad_input', `Sample ${sample} has no query.`, 'Write one first.')
  const settings = await pipelineSettings(project)
  const signal = project.closing
  const work = await startMllmWork(studio, { sample, settings, signal, replay: 'prefer' })
  const asker = await work.asker(profile, 'check')
  const { value } = await askCheckTurn(
    { studio, asker, shelf: work.shelf },
    { turn: turns[check], image: image.id, values: { query: fields.query } },
  )
  const answer = value.answer === '' ? '' : ` (it answered “${value.answer}”)`
  const said = { verdict: value.verdict, why: `${value.reason}${answer}`, profile }
  await setCheckVerdict(project.writer(), { sample, check, query: fields.query }, said)
}

export type CheckTools = {
  readonly studio: Studio
  readonly asker: Asker
  readonly shelf: PromptShelf
}

type CheckTurn = {
  readonly turn: 'blind' | 'ambiguous' | 'pointing'
  readonly image: number
  readonly values: PromptValues
}

/** One turn of the set `check`. */
export async function askCheckTurn(
  { studio, asker, shelf }: CheckTools,
  { turn, image, values }: CheckTurn,
): Promise<Read<ParsedCheck>> {
  const { set } = await shelf.get('check')
  const filled = unwrap(fillTurn(set, turn, { style: 'none', values }))
  const side = asker.profile.imageSide
  const images = filled.pictures === 'none' ? [] : [await bareImage(studio, image, noGrid, side)]
  return askReadable(
    asker,
    { stage: 'check', system: filled.system, turns: [{ role: 'user', text: filled.text, images }] },
    { shelf, style: 'none', read: (text) => parseReply('check', text, anywhere) },
  )
}

/** For replies that name no place. */
export const anywhere = { ...noGrid, size: { width: 1, height: 1 } }
