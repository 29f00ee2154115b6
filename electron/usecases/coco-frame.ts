import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import {
  parseCocoCategory,
  parseCocoImage,
  parseCocoSideEntry,
  type CocoCategory,
  type CocoImage,
  type ForeignSideEntry,
} from '#core/dataset/coco-records'
import type { Result } from '#core/result'
import { readJsonLists } from '#electron/files/json-file'
import type { JsonElement } from '#electron/files/json-scanner'
import { failure } from '#models/failure'
import type { ImportReport } from './import-report.ts'

export type LinedImage = CocoImage & { readonly line: number }

/** Everything of a COCO file but its annotations. */
export type CocoFrame = {
  /** Names the file in the project: ids from it are kept under it. */
  readonly source: string
  /** By id. */
  readonly images: ReadonlyMap<number, LinedImage>
  readonly categories: readonly CocoCategory[]
  readonly noTargets: readonly ForeignSideEntry[]
  /** Ignore masks, unread, by annotation id. */
  readonly ignores: ReadonlyMap<number, unknown>
}

const lists = ['images', 'categories', 'reaseg.no_target', 'reaseg.ignore']

/** Throws AppFailure `bad_json`, or `bad_input` where the file is no COCO instances file. */
export async function readCocoFrame(
  file: string,
  report: ImportReport,
  signal: AbortSignal,
): Promise<CocoFrame> {
  const hash = createHash('sha256')
  const frame = {
    images: new Map<number, LinedImage>(),
    categories: new Map<number, CocoCategory>(),
    noTargets: [] as ForeignSideEntry[],
    ignores: new Map<number, unknown>(),
  }
  const found = readJsonLists(file, {
    lists,
    signal,
    onBytes: (_, piece) => hash.update(piece),
    onEnd: (met) => assertList(file, met, 'images'),
  })
  for await (const elements of found)
    for (const element of elements) {
      const problem = element.problem ?? keep(frame, element)
      if (problem !== null)
        report.addBad(element.line, `${element.list}[${element.index}]: ${problem}`)
    }
  const digest = hash.digest('hex').slice(0, 16)
  return {
    ...frame,
    categories: [...frame.categories.values()],
    source: `coco ${basename(file)} ${digest}`,
  }
}

export function assertList(file: string, met: ReadonlySet<string>, name: string): void {
  if (met.has(name)) return
  throw failure(
    'bad_input',
    `${file} has no list "${name}": it is no COCO instances file.`,
    'Choose the file with the lists images, annotations and categories.',
  )
}

type Growing = {
  readonly images: Map<number, LinedImage>
  readonly categories: Map<number, CocoCategory>
  readonly noTargets: ForeignSideEntry[]
  readonly ignores: Map<number, unknown>
}

/** What is wrong with the element, or null. */
function keep(frame: Growing, { list, line, value }: JsonElement): string | null {
  switch (list) {
    case 'images':
      return taken(parseCocoImage(value), (image) =>
        addOnce(frame.images, { ...image, line }, 'image'),
      )
    case 'categories':
      return taken(parseCocoCategory(value), (category) =>
        addOnce(frame.categories, category, 'category'),
      )
    case 'reaseg.no_target':
      return taken(parseCocoSideEntry(value), (entry) => {
        frame.noTargets.push(entry)
        return null
      })
    default:
      return taken(parseCocoSideEntry(value), ({ annotationId, ignore }) => {
        if (annotationId === null) return 'an ignore mask without annotation_id'
        frame.ignores.set(annotationId, ignore)
        return null
      })
  }
}

function taken<T>(parsed: Result<T>, take: (value: T) => string | null): string | null {
  return parsed.ok ? take(parsed.value) : parsed.error.message
}

function addOnce<T extends { readonly id: number }>(
  known: Map<number, T>,
  record: T,
  what: string,
): string | null {
  if (known.has(record.id)) return `${what} ${record.id} is there twice; the first one is taken`
  known.set(record.id, record)
  return null
}
