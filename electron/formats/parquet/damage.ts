/** A parquet file that is broken or of a kind that is not read; the message ends the sentence “it …”. */
export class ParquetDamage extends Error {}

/** Throws ParquetDamage where what must hold does not. */
export function ensure(isRight: boolean, problem: string): asserts isRight {
  if (!isRight) throw new ParquetDamage(problem)
}
