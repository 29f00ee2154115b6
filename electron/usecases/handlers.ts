import type { Handlers } from '#rpc/router'
import { agreementHandlers } from './agreement.ts'
import { annotationHandlers } from './annotations.ts'
import { bundleHandlers } from './bundle.ts'
import { datasetHandlers } from './dataset.ts'
import { annotatorHandlers } from './annotators.ts'
import { editHandlers } from './edits.ts'
import { demoHandlers } from './demo.ts'
import { checkHandlers } from './checks.ts'
import { mergeHandlers } from './merge.ts'
import { mllmHandlers } from './mllm.ts'
import { modelHandlers } from './models.ts'
import { goldHandlers } from './gold.ts'
import { opinionHandlers } from './opinions.ts'
import { reviewHandlers } from './reviews.ts'
import { experimentHandlers } from './experiments.ts'
import { fileHandlers } from './files.ts'
import { imageHandlers } from './images.ts'
import { predictionHandlers } from './predictions.ts'
import { projectHandlers } from './projects.ts'
import { proposalHandlers } from './proposals.ts'
import { runHandlers } from './propose.ts'
import { priorHandlers } from './sample-priors.ts'
import { sampleHandlers } from './samples.ts'
import { segmentHandlers } from './segment.ts'
import { settingsHandlers } from './settings.ts'
import { splitHandlers } from './splits.ts'
import type { Studio } from './studio.ts'
import { transferHandlers } from './transfer.ts'
import type { UseCases } from './use-cases.ts'

export const handlers = {
  ...settingsHandlers,
  ...fileHandlers,
  ...projectHandlers,
  ...imageHandlers,
  ...sampleHandlers,
  ...editHandlers,
  ...annotationHandlers,
  ...runHandlers,
  ...agreementHandlers,
  ...segmentHandlers,
  ...modelHandlers,
  ...mllmHandlers,
  ...priorHandlers,
  ...transferHandlers,
  ...datasetHandlers,
  ...splitHandlers,
  ...annotatorHandlers,
  ...opinionHandlers,
  ...reviewHandlers,
  ...goldHandlers,
  ...checkHandlers,
  ...proposalHandlers,
  ...predictionHandlers,
  ...experimentHandlers,
  ...mergeHandlers,
  ...bundleHandlers,
  ...demoHandlers,
} satisfies Partial<UseCases>

/** The use cases of one studio, ready for `createRouter`. */
export function bindHandlers(studio: Studio): Handlers {
  const bound = Object.entries(handlers as unknown as UseCases).map(([method, handle]) => [
    method,
    (params: never) => (handle as (studio: Studio, params: never) => unknown)(studio, params),
  ])
  return Object.fromEntries(bound) as Handlers
}
