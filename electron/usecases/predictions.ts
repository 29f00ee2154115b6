import {
  assertPredictionSet,
  listLeftOut,
  listPredictionSets,
  removePredictionSet,
  setFailureTag,
} from '#electron/store/prediction-sets'
import { refuseName } from '#electron/store/prediction-staging'
import { getSample } from '#electron/store/samples'
import { failure } from '#models/failure'
import { addPredictions } from './prediction-add.ts'
import { predictionCase } from './prediction-case.ts'
import { compareSets, evaluate } from './prediction-figures.ts'
import { evaluatedRows, funnelReport } from './prediction-rows.ts'
import type { Studio } from './studio.ts'
import type { UseCases } from './use-cases.ts'

export const predictionHandlers = {
  'predictions.list': (studio) => listPredictionSets(studio.project().db),
  async 'predictions.add'(studio, params) {
    const project = studio.project()
    await refuseName(project.writer(), params.name)
    if ((params.source === 'runs') !== (params.path === null))
      throw failure(
        'bad_input',
        params.path === null ? 'No file is named to read.' : 'Runs are not read from a file.',
        'Name the file or folder of the model’s output, or take the runs of this project.',
      )
    const title = `Predictions ${params.name}`
    const job = await studio.jobs.start({ kind: 'import', title }, async (context) => {
      const added = await addPredictions(project, params, context)
      tellOfPredictions(studio)
      return added
    })
    return { job }
  },
  async 'predictions.remove'(studio, { set }) {
    await removePredictionSet(studio.project().writer(), set)
    tellOfPredictions(studio)
    return { done: true } as const
  },
  'predictions.leftOut': async (studio, { set }) => ({
    leftOut: await listLeftOut(studio.project().db, set),
  }),
  'predictions.evaluate': (studio, params) => evaluate(studio.project(), params),
  'predictions.samples': (studio, params) => evaluatedRows(studio.project(), params),
  'predictions.funnel': (studio, params) => funnelReport(studio.project(), params),
  'predictions.compare': (studio, params) => compareSets(studio.project(), params),
  'predictions.case': (studio, at) => predictionCase(studio.project(), at),
  async 'predictions.tag'(studio, { tag, ...at }) {
    const project = studio.project()
    await assertPredictionSet(project.db, at.set)
    await getSample(project.db, at.sample)
    const author = studio.settings.get().annotator.trim()
    await setFailureTag(project.writer(), { ...at, author }, tag)
    tellOfPredictions(studio)
    return predictionCase(project, at)
  },
} satisfies Partial<UseCases>

function tellOfPredictions(studio: Studio): void {
  studio.events.emit({ kind: 'predictions.changed' })
}
