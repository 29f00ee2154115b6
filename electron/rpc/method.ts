import type { z } from 'zod'

/** One call of the contract: what it takes and what it answers. */
export function method<P extends z.ZodType, R extends z.ZodType>(params: P, result: R) {
  return { params, result }
}
