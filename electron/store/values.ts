import type { AnnotationVersion } from '#rpc/schemas/annotation'
import type { SampleRow } from '#rpc/schemas/project'

export type SampleStatus = SampleRow['status']
export type LayerSource = AnnotationVersion['source']

/** Lists of a row kept as JSON text; the schema's checks guarantee that it is JSON. */
export function listFromJson(text: string): string[] {
  return JSON.parse(text) as string[]
}

export function nowText(): string {
  return new Date().toISOString()
}
