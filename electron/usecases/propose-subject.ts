import type { PriorPart } from '#core/prior/combine'
import type { Reasoning } from '#core/prompt/reasoning'
import type { SampleRecord } from '#electron/store/samples'
import type { ImageSource } from '#models/ports'
import type { Replay } from './asker.ts'
import type { RunRecord } from '#rpc/schemas/record'
import type { PipelineSettings } from '#rpc/schemas/pipeline'
import type { ImagePictures } from './judge-pictures.ts'
import type { MllmWork } from './mllm-work.ts'
import { bareImage, gridImages } from './sent-pictures.ts'
import type { Studio } from './studio.ts'

export type ProposeInput = {
  readonly sample: number
  /** Where the annotator says the target is; null where an MLLM is to say it. */
  readonly reasoning: Reasoning | null
  readonly settings: PipelineSettings
  /** Beside the region's and those that the settings have made. */
  readonly priors: readonly PriorPart[]
  readonly signal: AbortSignal
  /** `only`: from recorded replies alone; `never`: everything is asked anew. */
  readonly replay?: Replay
  /** What an earlier run recorded of a reasoning that is given. */
  readonly carried?: RunRecord
}

/** One sample on its way through the pipeline. */
export type Subject = {
  readonly studio: Studio
  readonly input: ProposeInput
  readonly sample: SampleRecord
  readonly image: ImageSource
  readonly work: MllmWork
}

export function tellStage({ studio, input }: Subject, stage: string): void {
  studio.events.emit({ kind: 'run.progress', sample: input.sample, stage })
}

/** The image as an MLLM is shown it, squares of so many pixels a side. */
export function picturesOf({ studio, sample, input }: Subject, side: number): ImagePictures {
  const { id } = sample.image
  const { grid } = input.settings
  return {
    bare: () => bareImage(studio, id, grid, side),
    grid: () => gridImages(studio, id, grid, side),
  }
}
