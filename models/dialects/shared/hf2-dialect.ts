import type { Size } from '#core/geometry/size'
import { sam2Thresholds } from '#models/thresholds'
import type { Dialect } from '../dialect.ts'
import { decodeHf, hfEmbeddingMap, hfEmbeddings, hfOutputs } from './hf-decoder.ts'
import { planarFeed, type Normalisation } from './pixel-feeds.ts'
import { usualBatch } from './run-decoder.ts'

/** Where the exports of one family differ: frame and low-res side in pixels, and how pixels are scaled. */
export type Hf2Form = {
  readonly id: string
  readonly side: number
  readonly lowSide: number
  readonly normalisation: Normalisation
}

/** transformers.js's form of SAM 2, EdgeTAM and SAM 3's tracker: clicks and boxes, no mask input. */
export function createHf2Dialect({ id, side, lowSide, normalisation }: Hf2Form): Dialect {
  const size: Size = { width: side, height: side }
  const lowRes: Size = { width: lowSide, height: lowSide }
  return {
    id,
    capabilities: {
      box: true,
      negativePoints: true,
      maskPrompt: false,
      promptBatch: true,
      embeddingMap: true,
      mostPoints: null,
    },
    preprocessing: `${id}-1`,
    frame: { size, fit: 'stretch' },
    lowRes,
    secondLook: false,
    batch: usualBatch,
    thresholds: sam2Thresholds,
    encoder: { inputs: ['pixel_values'], outputs: hfEmbeddings },
    decoder: {
      inputs: [...hfEmbeddings, 'input_points', 'input_labels', 'input_boxes'],
      outputs: hfOutputs,
    },
    isSpokenBy: (encoder) => encoder.inputs[0]?.dims.at(-1) === side,
    embeddingMap: hfEmbeddingMap,
    open: (encoder, decoder) => ({
      encode: (pixels) =>
        encoder.run({ pixel_values: planarFeed(pixels, size, normalisation) }, hfEmbeddings),
      decode: (embedding, prompts) => decodeHf({ lowRes }, decoder, embedding, prompts),
    }),
  }
}
