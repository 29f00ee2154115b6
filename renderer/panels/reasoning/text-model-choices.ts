import type { ModelEntry } from '#rpc/schemas/models'
import type { PipelineSettings } from '#rpc/schemas/pipeline'

export type TextKind = 'text-prior' | 'text-boxes' | 'text-masks'

/** What can be chosen of one kind, or the model that would have to be fetched first. */
export type TextModelChoices = {
  readonly options: readonly { readonly value: string; readonly label: string }[]
  /** The first of the kind that can be fetched, where none is here. */
  readonly offer: Pick<ModelEntry, 'id' | 'title'> | null
}

/** Those on this computer, and the one the project names even where it is not. */
export function textModelChoices(
  models: readonly ModelEntry[],
  kind: TextKind,
  chosen: string | null,
): TextModelChoices {
  const ofKind = models.filter((model) => model.kind === kind)
  const options = ofKind
    .filter(({ state }) => state === 'installed')
    .map(({ id, title }) => ({ value: id, label: title }))
  if (chosen !== null && !options.some(({ value }) => value === chosen))
    options.push({ value: chosen, label: `${chosen} (not on this computer)` })
  return { options, offer: options.length === 0 ? (ofKind[0] ?? null) : null }
}

const fieldOf = {
  'text-prior': 'priorModel',
  'text-boxes': 'boxModel',
  'text-masks': 'maskModel',
} as const

export function chosenTextModel({ text }: PipelineSettings, kind: TextKind): string | null {
  return text[fieldOf[kind]]
}

/** The settings that choosing a model changes: a model for the prior is a source of it, too. */
export function choosingTextModel(
  { text, prior }: PipelineSettings,
  kind: TextKind,
  id: string | null,
): Partial<PipelineSettings> {
  const change = { text: { ...text, [fieldOf[kind]]: id } }
  if (kind !== 'text-prior') return change
  const others = prior.sources.filter((source) => source !== 'text')
  return { ...change, prior: { ...prior, sources: id === null ? others : [...others, 'text'] } }
}
