import { efficientSamEntries } from './efficient-sam.ts'
import type { ManifestEntry } from './entry.ts'
import { sam1Entries } from './sam1.ts'
import { sam2Entries } from './sam2.ts'
import { sam3Entries } from './sam3.ts'
import { textEntries } from './text.ts'

/** Every model that can be fetched, the default first, text models last. */
export const manifest: readonly ManifestEntry[] = [
  ...sam1Entries,
  ...sam2Entries,
  ...efficientSamEntries,
  ...sam3Entries,
  ...textEntries,
]

/** Entries by id; null where there is none of that id. */
export function findEntry(id: string): ManifestEntry | null {
  return manifest.find((entry) => entry.id === id) ?? null
}
