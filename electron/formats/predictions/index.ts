import { readCocoResults } from './coco-results.ts'
import { readPredictionRows } from './jsonl.ts'
import { readMaskPredictions } from './masks.ts'
import type { PredictionReader } from './reader.ts'
import { readReasonSegPredictions } from './reasonseg.ts'

/** Every way in which models' output comes as files. */
export const predictionReaders = {
  'coco-results': readCocoResults,
  masks: readMaskPredictions,
  jsonl: readPredictionRows,
  reasonseg: readReasonSegPredictions,
} as const satisfies Record<string, PredictionReader>
