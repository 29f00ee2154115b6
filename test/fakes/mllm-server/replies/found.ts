import type { KnownQuery, KnownScene } from '../sight/scenes.ts'
import { lookAt, type Seen } from '../sight/sight.ts'
import type { Task } from './task.ts'

/** What the fake makes of the pictures and the query. */
export type Found = {
  readonly pictures: readonly Seen[]
  readonly scene: KnownScene | null
  /** What answers the query in the scene; null: it does not know. */
  readonly query: KnownQuery | null
}

export async function find(task: Task): Promise<Found> {
  const pictures = await Promise.all(task.pictures.map(({ bytes }) => lookAt(bytes)))
  const scenes = pictures.flatMap(({ scene }) => scene ?? [])
  // Pictures of different scenes are none that a question could be about.
  const scene = scenes.every((one) => one === scenes[0]) ? (scenes[0] ?? null) : null
  const wanted = plain(task.query)
  const query = scene?.queries.find(({ texts }) =>
    texts.some((text) => wanted !== '' && wanted.includes(plain(text))),
  )
  return { pictures, scene, query: query ?? null }
}

/** Words alone, so that quotation marks and spaces do not matter. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

export function describeFound({ pictures, scene, query }: Found): string {
  const seen = pictures.map(({ mask, division, scene: own }) => {
    if (mask !== null) return 'a mask'
    const parts = division()
    switch (parts.kind) {
      case 'rows':
      case 'columns':
        return `${own?.id ?? 'an unknown picture'} in ${parts.kind} ${parts.strips.map(({ id }) => id).join(' ')}`
      case 'cells':
        return `${own?.id ?? 'an unknown picture'} in cells ${parts.cells.map(({ id }) => id).join(' ')}`
      case 'undivided':
        return own?.id ?? 'an unknown picture'
    }
  })
  return `${seen.join('; ')}; scene ${scene?.id ?? 'unknown'}; query ${query?.id ?? 'unknown'}`
}
