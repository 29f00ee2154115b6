import { AppFailure } from '#models/failure'
import type { OnnxSession } from '#models/onnx/session'
import { checkSignature, type Ports } from '#models/onnx/signature'
import type { SegmenterCard } from '#models/ports'
import { hasSignature, type Dialect } from './dialect.ts'
import { edgeSamDialect } from './edge-sam/edge-sam-dialect.ts'
import { efficientSamDialect } from './efficient-sam/efficient-sam-dialect.ts'
import { embeddedDialect } from './embedded/embedded-dialect.ts'
import { hfSamDialect } from './hf-sam/hf-sam-dialect.ts'
import { hfSam2Dialect } from './hf-sam2/hf-sam2-dialect.ts'
import { hfSam3TrackerDialect } from './hf-sam3-tracker/hf-sam3-tracker-dialect.ts'
import { hqSamDialect } from './hq-sam/hq-sam-dialect.ts'
import { samHwcDialect } from './sam-hwc/sam-hwc-dialect.ts'
import { samNchwDialect } from './sam-nchw/sam-nchw-dialect.ts'
import { sam2OnnxruntimeDialect } from './sam2-onnxruntime/sam2-onnxruntime-dialect.ts'
import { sam2OsamDialect } from './sam2-osam/sam2-osam-dialect.ts'
import { sam2SamexporterDialect } from './sam2-samexporter/sam2-samexporter-dialect.ts'
import { sam2SizedDialect } from './sam2-sized/sam2-sized-dialect.ts'

/** Every dialect there is: a new one is registered here and nowhere else. */
export const dialects: readonly Dialect[] = [
  embeddedDialect,
  samHwcDialect,
  samNchwDialect,
  hqSamDialect,
  sam2SamexporterDialect,
  sam2SizedDialect,
  sam2OsamDialect,
  sam2OnnxruntimeDialect,
  hfSamDialect,
  hfSam2Dialect,
  hfSam3TrackerDialect,
  efficientSamDialect,
  edgeSamDialect,
]

/** The dialect a card names. Throws AppFailure `model_broken`. */
export function dialectOf(card: SegmenterCard): Dialect {
  const dialect = dialects.find(({ id }) => id === card.dialect)
  if (dialect !== undefined) return dialect
  throw new AppFailure({
    code: 'model_broken',
    message: `The model ${card.id} speaks the unknown dialect ${card.dialect}.`,
    hint: `Known dialects: ${dialects.map(({ id }) => id).join(', ')}.`,
  })
}

/** The dialect, of those given, that a pair of graphs speaks, or null. */
export function recogniseDialect(
  encoder: Ports,
  decoder: Ports,
  among: readonly Dialect[] = dialects,
): Dialect | null {
  const isSpoken = (dialect: Dialect): boolean =>
    hasSignature(encoder, dialect.encoder) &&
    hasSignature(decoder, dialect.decoder) &&
    (dialect.isSpokenBy?.(encoder, decoder) ?? true)
  return among.find(isSpoken) ?? null
}

/** Throws AppFailure `model_broken`, naming the file, unless both graphs have the dialect's names. */
export function checkGraphs(
  dialect: Dialect,
  encoder: { readonly path: string; readonly session: OnnxSession },
  decoder: { readonly path: string; readonly session: OnnxSession },
): void {
  checkSignature(encoder.path, encoder.session.ports, dialect.encoder)
  checkSignature(decoder.path, decoder.session.ports, dialect.decoder)
}
