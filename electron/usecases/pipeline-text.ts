import type { CandidateDraft } from '#core/candidate/candidate'
import { chooseTextBoxes, chooseTextMasks, regionUnder } from '#core/candidate/text'
import { imageBox, type ImageBox } from '#core/geometry/box'
import { rleBox } from '#core/mask/rle-ops'
import type { Prior } from '#core/prior/prior'
import { findsNothing } from '#core/prior/text'
import type { Reasoning } from '#core/prompt/reasoning'
import { textOf } from '#core/prompt/text-of'
import { failure } from '#models/failure'
import type { HostText } from '#models/host/text-client'
import type { CallOptions, ImageSource, Segmenter } from '#models/ports'
import type { TextBox, TextCard, TextKind, TextMask } from '#models/text/text-ports'
import type { PipelineSettings } from '#rpc/schemas/pipeline'
import { draftFrom, promptForBox, rounded } from './drafts.ts'
import { textModelMissing, type TextModels } from './text-models.ts'

/** What the target's words found, kept with the run so that it can be decided again without a model. */
export type TextNumbers = {
  /** The words. */
  readonly text: string
  readonly models: readonly Pick<TextCard, 'kind' | 'id' | 'digest'>[]
  /** 32×32 weights, and the peak of a single place; null where no such model was asked. */
  readonly prior: { readonly weights: readonly number[]; readonly peak: number } | null
  /** Best first; null where no such model was asked. */
  readonly boxes: readonly TextBox[] | null
  /** How sure the model was of each mask, and the box around it; null where no such model was asked. */
  readonly masks: readonly { readonly score: number; readonly box: ImageBox | null }[] | null
}

export type TextFindings = {
  /** null where no words were asked for. */
  readonly numbers: TextNumbers | null
  readonly masks: readonly TextMask[]
  readonly flags: readonly string[]
}

export type TextTask = {
  readonly image: ImageSource
  readonly reasoning: Reasoning
  readonly settings: PipelineSettings
  /** Those that are here. */
  readonly textModels: Pick<TextModels, 'cards' | 'use'>
  readonly call: CallOptions
  readonly onStage: (stage: string) => void
}

const nothing: TextFindings = { numbers: null, masks: [], flags: [] }

/**
 * Asks the text models of the settings, each for the target's words. Throws AppFailure: `model_missing` for one that is
 * not here any more, before any is asked.
 */
export async function findByText(task: TextTask): Promise<TextFindings> {
  const { reasoning, settings, image, call } = task
  const chosen = chosenModels(settings)
  if (reasoning.kind === 'absent' || chosen.ids.length === 0) return nothing
  const text = textOf(reasoning, settings.text.form, reasoning.rationale)
  if (text === '') return { ...nothing, flags: ['no-text'] }
  const cards = await task.textModels.cards()
  const models = chosen.ids.map((id) => cardOf(id, cards))
  task.onStage('text')
  const flags = new Set<string>()
  const ask = createAsker(task.textModels, flags)
  const prior = await ask(chosen.prior, (model) =>
    model.kind === 'text-prior' ? model.weigh(image, [text], call) : misplaced(model, 'text-prior'),
  )
  const boxes = await ask(chosen.boxes, (model) =>
    model.kind === 'text-boxes'
      ? model.findBoxes(image, [text], call)
      : misplaced(model, 'text-boxes'),
  )
  const masks = await ask(chosen.masks, (model) =>
    model.kind === 'text-masks'
      ? model.findMasks(image, text, call)
      : misplaced(model, 'text-masks'),
  )
  if ((prior !== null && findsNothing(prior)) || boxes?.length === 0 || masks?.length === 0)
    flags.add('text-found-nothing')
  const numbers = {
    text,
    models: models.map(({ kind, id, digest }) => ({ kind, id, digest })),
    prior,
    boxes: boxes?.map(roundedBox) ?? null,
    masks: masks?.map(({ rle, score }) => ({ score: rounded(score), box: rleBox(rle) })) ?? null,
  }
  return { numbers, masks: masks ?? [], flags: [...flags] }
}

/** Ids of the models that the settings make use of; null where there is none. */
function chosenModels({ prior, text }: PipelineSettings) {
  const ids = {
    prior: prior.sources.includes('text') ? text.priorModel : null,
    boxes: text.boxLimit > 0 ? text.boxModel : null,
    masks: text.maskLimit > 0 ? text.maskModel : null,
  }
  return { ...ids, ids: Object.values(ids).filter((id) => id !== null) }
}

/** Throws AppFailure `model_missing`. */
export function cardOf(id: string, cards: readonly TextCard[]): TextCard {
  const card = cards.find((one) => one.id === id)
  if (card === undefined) throw textModelMissing(id)
  return card
}

/** Lends a model for a question; none, no answer. What is asked again by a new process is flagged. */
function createAsker(models: Pick<TextModels, 'use'>, flags: Set<string>) {
  return async <T>(id: string | null, work: (model: HostText) => Promise<T>): Promise<T | null> => {
    if (id === null) return null
    return models.use(id, async (model) => {
      const before = model.restarts
      const answer = await work(model)
      if (model.restarts > before) flags.add('host-restarted')
      return answer
    })
  }
}

const given: Readonly<Record<TextKind, string>> = {
  'text-prior': 'a heat map',
  'text-boxes': 'boxes',
  'text-masks': 'masks',
}

/** Throws AppFailure `bad_input`: the model makes something else of words. */
export function misplaced({ card }: HostText, wanted: TextKind): never {
  throw failure(
    'bad_input',
    `${card.title} makes ${given[card.kind]} of words, not ${given[wanted]}.`,
    'Choose another model for that in the pipeline’s settings.',
  )
}

function roundedBox({ box, score, phrase }: TextBox): TextBox {
  const { x0, y0, x1, y1 } = box
  return {
    box: imageBox(rounded(x0), rounded(y0), rounded(x1), rounded(y1)),
    score: rounded(score),
    phrase,
  }
}

/** The heat map of the words, where there is one that names something. */
export function textWeights({ numbers }: TextFindings): readonly number[] | null {
  const prior = numbers?.prior ?? null
  return prior === null || findsNothing(prior) ? null : prior.weights
}

export type DraftTask = {
  readonly segmenter: Segmenter
  readonly image: ImageSource
  readonly settings: PipelineSettings
  readonly call: CallOptions
  readonly onStage: (stage: string) => void
  /** Over all regions, and of each. */
  readonly prior: Prior
  readonly priors: readonly Prior[]
}

export type TextDrafts = {
  readonly masks: readonly CandidateDraft[]
  readonly boxes: readonly CandidateDraft[]
}

/** Candidates of what the words found, each with the region that it belongs to. */
export async function draftText(findings: TextFindings, task: DraftTask): Promise<TextDrafts> {
  const { prior, priors, settings } = task
  const masks = chooseTextMasks(findings.masks, prior, settings.text.maskLimit)
  return {
    masks: masks.map(({ rle, score }) => {
      const mask = { rle, predictedIou: score, stability: null, token: -1 }
      return draftFrom(mask, { source: 'text-mask', region: regionUnder(rle, priors) })
    }),
    boxes: await decodeBoxes(findings, task),
  }
}

/** Of each box the mask of highest predicted IoU, looked at twice: a box around a thing means one thing. */
async function decodeBoxes({ numbers }: TextFindings, task: DraftTask): Promise<CandidateDraft[]> {
  const { segmenter, image, settings, prior, priors, call } = task
  const limits = { limit: settings.text.boxLimit, nmsIou: settings.candidates.nmsIou }
  const boxes = chooseTextBoxes(numbers?.boxes ?? [], prior, { size: image.size, ...limits })
  if (boxes.length === 0) return []
  task.onStage('text-boxes')
  const encoding = await segmenter.encode(image, null, call)
  const prompts = boxes.map(({ box }) => promptForBox(box, segmenter.card).prompt)
  const decoded = await segmenter.decode(encoding, prompts, { ...call, looks: 2 })
  return decoded.flatMap(({ masks }) => {
    const [best] = masks.toSorted((a, b) => b.predictedIou - a.predictedIou)
    if (best === undefined) return []
    return [draftFrom(best, { source: 'text-box', region: regionUnder(best.rle, priors) })]
  })
}
