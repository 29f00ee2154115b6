import { createHf2Dialect } from '../shared/hf2-dialect.ts'
import { centred } from '../shared/pixel-feeds.ts'

/** The tracker of SAM 3 as onnx-community has it: stretched to 1008×1008, −1..1. */
export const hfSam3TrackerDialect = createHf2Dialect({
  id: 'hf-sam3-tracker',
  side: 1008,
  lowSide: 288,
  normalisation: centred,
})
