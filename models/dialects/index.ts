import { AppFailure } from '#models/failure'
import { checkSignature, type OnnxSession, type Signature } from '#models/onnx/session'
import type { SegmenterCard } from '#models/ports'
import { hasSignature, type Dialect } from './dialect.ts'
import { embeddedDialect } from './embedded/embedded-dialect.ts'

/** Every dialect there is: a new one is registered here and nowhere else. */
export const dialects: readonly Dialect[] = [embeddedDialect]

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

/** The dialect whose names a pair of graphs has, or null. */
export function recogniseDialect(encoder: Signature, decoder: Signature): Dialect | null {
  const isSpoken = (dialect: Dialect): boolean =>
    hasSignature(encoder, dialect.encoder) && hasSignature(decoder, dialect.decoder)
  return dialects.find(isSpoken) ?? null
}

/** Throws AppFailure `model_broken`, naming the file, unless both graphs have the dialect's names. */
export function checkGraphs(
  dialect: Dialect,
  encoder: { readonly path: string; readonly session: OnnxSession },
  decoder: { readonly path: string; readonly session: OnnxSession },
): void {
  checkSignature(encoder.path, encoder.session.signature, dialect.encoder)
  checkSignature(decoder.path, decoder.session.signature, dialect.decoder)
}
