import type { SegmenterCard } from './ports.ts'

/** Filters for seed candidates (design section 4): fitted for one model, or usual for its kind. */
type Thresholds = SegmenterCard['thresholds']

/** SAM 1 and its distillations. */
export const sam1Thresholds: Thresholds = { predictedIou: 0.88, stability: 0.9 }
/** SAM 2, EdgeTAM and SAM 3. */
export const sam2Thresholds: Thresholds = { predictedIou: 0.8, stability: 0.88 }
/** Fitted: models/weights/README.md. */
export const embeddedThresholds: Thresholds = { predictedIou: 0.486, stability: 0.598 }
