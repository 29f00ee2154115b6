import type { ModelEntry } from '#rpc/schemas/models'
import { sizeText } from './units.ts'

/** How much a model is to fetch or takes on disk; where a host alone knows some of its files, at least how much. */
export function modelSizeText({ bytes, files }: Pick<ModelEntry, 'bytes' | 'files'>): string {
  if (bytes !== null) return sizeText(bytes)
  const known = files.reduce((sum, file) => sum + (file.bytes ?? 0), 0)
  return known === 0 ? 'size unknown' : `over ${sizeText(known)}`
}
