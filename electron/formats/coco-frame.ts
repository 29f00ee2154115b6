import { parseCocoCategory, parseCocoImage, type CocoImage } from '#core/dataset/coco-records'
import { readJsonLists } from '#electron/files/json-file'
import type { ForeignProblem } from './format.ts'

/** Images and category names of a COCO file, by id. */
export type CocoLists = {
  readonly images: ReadonlyMap<number, CocoImage>
  readonly categories: ReadonlyMap<number, string>
  readonly problems: readonly ForeignProblem[]
}

/** Throws AppFailure as `readJsonLists` does. */
export async function readCocoLists(path: string, signal: AbortSignal): Promise<CocoLists> {
  const images = new Map<number, CocoImage>()
  const categories = new Map<number, string>()
  const problems: ForeignProblem[] = []
  const lists = ['images', 'categories']
  for await (const elements of readJsonLists(path, { lists, signal }))
    for (const { list, index, line, value, problem } of elements) {
      const tell = (reason: string) =>
        problems.push({ kind: 'problem', file: path, line, reason: `${list}[${index}]: ${reason}` })
      if (problem !== null) tell(problem)
      else if (list === 'images') {
        const read = parseCocoImage(value)
        if (read.ok) images.set(read.value.id, read.value)
        else tell(read.error.message)
      } else {
        const read = parseCocoCategory(value)
        if (read.ok) categories.set(read.value.id, read.value.name)
        else tell(read.error.message)
      }
    }
  return { images, categories, problems }
}
