import type { ModelEntry, ModelFetch } from '#rpc/schemas/models'
import { call } from '../../rpc/client.ts'
import { ClientError, isCancelled } from '../../rpc/client-error.ts'
import { useApp } from '../../state/app.ts'
import { askAboutModel } from '../../state/model-dialog.ts'
import { missingDefault } from '../../state/model-offer.ts'
import { showModel, useModelsPage } from '../../state/models-page.ts'
import { reloadModels, takeFetches, takeTest, useModels } from '../../state/models.ts'
import { attempt, notify } from '../../state/notices.ts'
import { announce } from '../../state/view.ts'
import { changePipeline, changeSettings, pipelineSaved } from './settings.ts'

const reloadDelay = 150
let timer: ReturnType<typeof setTimeout> | undefined

/** Reads the models again and tells which ones arrived. */
export async function refreshModels(): Promise<void> {
  const { arrived } = await reloadModels()
  for (const model of arrived) tellArrival(model)
}

/** Many changes in a row make one reading. */
export function refreshModelsSoon(): void {
  if (timer !== undefined) return
  timer = setTimeout(() => {
    timer = undefined
    attempt('Reading the models', refreshModels)
  }, reloadDelay)
}

/** Takes news of downloads and imports; what failed is told where it is not in sight. */
export function hearFetches(fetches: readonly ModelFetch[]): void {
  for (const { id, title, kind, error } of takeFetches(fetches)) {
    if (error === null || isCancelled(new ClientError(error))) continue
    const doing = kind === 'download' ? `Fetching ${title}` : `Importing ${title}`
    if (useApp.getState().page === 'models') announce(`${doing} failed: ${error.message}`)
    else
      notify({
        level: 'error',
        title: `${doing}: ${error.message}`,
        hint: error.hint,
        details: `while: ${doing}\ncode: ${error.code}\n${error.message}\n${error.hint}`,
        action: { label: 'Look at it', run: () => showModel(id) },
      })
  }
}

/** Fetches a model, or goes on where an earlier try ended; asks first where its licence wants that. */
export async function getModel(model: ModelEntry): Promise<void> {
  const agree = model.licence.needsAcknowledgement
  if (agree && !(await askAboutModel({ kind: 'licence', model }))) return
  await call('models.download', { id: model.id, agree })
}

/** Its licence was agreed to when it was started. */
export async function goOnFetching({ id }: ModelFetch): Promise<void> {
  await call('models.download', { id, agree: true })
}

export async function verifyModel({ id, title, origin }: ModelEntry): Promise<void> {
  const { isIntact } = await call('models.verify', { id })
  if (isIntact) notify({ level: 'success', title: `${title}: every file is as it was.` })
  else
    notify({
      level: 'error',
      title: `${title}: a file has changed since it came here.`,
      hint:
        origin === 'own' ? 'Remove it and import it again from where it came.' : 'Get it again.',
    })
}

/** Deletes a model's files, if the user means it; a project that used it goes back to the embedded segmenter. */
export async function removeModel(model: ModelEntry): Promise<void> {
  if (!(await askAboutModel({ kind: 'remove', model }))) return
  const { project, pipeline, settings } = useApp.getState()
  const embedded = useModels.getState().models?.find(({ origin }) => origin === 'embedded')
  if (settings?.newProjectSegmenter === model.id) changeSettings({ newProjectSegmenter: null })
  if (pipeline?.segmenter === model.id && project?.isReadOnly === false && embedded !== undefined) {
    changePipeline({ segmenter: embedded.id })
    await pipelineSaved()
  }
  await call('models.remove', { id: model.id })
  announce(`${model.title} was removed.`)
}

/** Measures a segmenter on what this computer has to run it on. Minutes for a large one. */
export async function testModel({ id, title }: Pick<ModelEntry, 'id' | 'title'>): Promise<void> {
  const test = await call('models.test', { id })
  takeTest(id, test)
  const good = test.verdicts.filter(({ isGood }) => isGood).length
  announce(`${title} was tested: ${good} of ${test.verdicts.length} ways to run it are good.`)
}

export function cancelTest(): void {
  attempt('Cancelling the test', () => call('models.cancelTest', {}))
}

export function applyToProject(id: string): void {
  changePipeline({ segmenter: id })
  announce(`This project uses ${id}.`)
}

export function applyToNewProjects(id: string | null): void {
  changeSettings({ newProjectSegmenter: id })
}

/** The offer of the default model: taken (it is fetched) or declined. Either way it is not made again. */
export function answerOffer(model: ModelEntry, isTaken: boolean): void {
  changeSettings({ isModelOfferDone: true })
  if (isTaken) attempt(`Fetching ${model.title}`, () => getModel(model))
  else announce(`Not now. ${model.title} can be fetched later.`)
}

export function getDefaultModel(): void {
  const model = missingDefault(useModels.getState().models)
  if (model !== null) answerOffer(model, true)
}

/** A model is here. The default one becomes that of new projects, where the user has not said which. */
function tellArrival(model: ModelEntry): void {
  const { project, pipeline, settings, page } = useApp.getState()
  const isShown = page === 'models' && useModelsPage.getState().chosen === model.id
  const isForNew = model.isDefault && settings?.newProjectSegmenter === null
  if (isForNew) applyToNewProjects(model.id)
  const canApply =
    model.kind === 'segmenter' && project?.isReadOnly === false && pipeline?.segmenter !== model.id
  notify({
    level: 'success',
    title: `${model.title} is here.`,
    hint: isForNew ? 'New projects use it from now on.' : '',
    action: canApply
      ? { label: 'Use in this project', run: () => applyToProject(model.id) }
      : isShown
        ? null
        : { label: 'Show it', run: () => showModel(model.id) },
  })
}
