import type { Format } from './format.ts'

/** Every dataset format, in the order lists show them. */
export const formats: readonly Format[] = []
