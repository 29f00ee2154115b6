import type { ModelEntry } from '#rpc/schemas/models'
import { useApp } from './app.ts'
import { isInstalled, useModels } from './models.ts'

/**
 * The model that a newcomer is offered: the default one, as long as nothing but the embedded segmenter is here and the
 * offer was neither taken nor declined. null where there is nothing to offer, or not known yet.
 */
export function offeredModel(
  models: readonly ModelEntry[] | null,
  isOfferDone: boolean,
): ModelEntry | null {
  if (models === null || isOfferDone) return null
  const hasOther = models.some(
    (model) => model.kind === 'segmenter' && model.origin !== 'embedded' && isInstalled(model),
  )
  const model = missingDefault(models)
  return hasOther || model?.state !== 'available' ? null : model
}

/** The default one while it is not here in good order; null where it is, or is not known. */
export function missingDefault(models: readonly ModelEntry[] | null): ModelEntry | null {
  return models?.find((model) => model.isDefault && !isInstalled(model)) ?? null
}

export function useModelOffer(): ModelEntry | null {
  const models = useModels((state) => state.models)
  const isDone = useApp((state) => state.settings?.isModelOfferDone ?? true)
  return offeredModel(models, isDone)
}
