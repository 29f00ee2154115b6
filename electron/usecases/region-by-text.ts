import { textRegions } from '#core/prior/text-region'
import type { Region } from '#core/prompt/reasoning'
import { textOf } from '#core/prompt/text-of'
import type { TextWeights } from '#models/text/text-ports'
import type { ReasonRecord } from '#rpc/schemas/record'
import { cardOf, misplaced } from './pipeline-text.ts'
import { tellStage, type Subject } from './propose-subject.ts'

/** What a reasoning without a place names. */
export type Named = {
  readonly target: string
  readonly attributes: readonly string[]
  readonly rationale: string
}

export type Located = {
  /** Empty where the words name nothing in the picture. */
  readonly regions: readonly Region[]
  readonly record: NonNullable<ReasonRecord['place']>
}

/** null: the settings name no model that turns words into weights, or there are no words for it. */
export type Locate = (named: Named) => Promise<Located | null>

/**
 * Finds the place that a reasoning does not name by the settings' text prior (design: Reason). The same words are weighed
 * once, however often a vote names them. Throws AppFailure `model_missing`, `bad_input` for a model of another kind.
 */
export function createLocate(subject: Subject): Locate {
  const { settings } = subject.input
  const known = new Map<string, Promise<Located>>()
  return async (named) => {
    const model = settings.text.priorModel
    const reasoning = { kind: 'regions' as const, ...named, regions: [] }
    const text = textOf(reasoning, settings.text.form, named.rationale)
    if (model === null || text === '') return null
    const located = known.get(text) ?? locate(subject, model, text)
    known.set(text, located)
    return located
  }
}

async function locate(subject: Subject, id: string, text: string): Promise<Located> {
  const { studio, input, image } = subject
  const { digest } = cardOf(id, await studio.textModels.cards())
  tellStage(subject, 'text')
  const call = { priority: 'run' as const, signal: input.signal }
  const found = await studio.textModels.use(id, async (model): Promise<TextWeights> =>
    model.kind === 'text-prior' ? model.weigh(image, [text], call) : misplaced(model, 'text-prior'),
  )
  const weights = [...found.weights]
  const record = { text, model: { id, digest }, weights, peak: found.peak }
  return { regions: textRegions(found, image.size), record }
}
