import { formats } from '#electron/formats/index'
import type { Format } from '#electron/formats/format'
import { failure } from '#models/failure'
import type { FormatInfo } from '#rpc/schemas/transfer'

/** COCO reads and writes the project's own categories, so it is no format like the others. */
export const cocoInfo: FormatInfo = {
  id: 'coco',
  title: 'COCO instances',
  note: 'Exact run lengths or polygons; queries, no-target and ignore masks in extra keys that other readers pass over.',
  import: 'file',
  export: { kind: 'file', extension: '.json', options: ['segmentation'] },
}

export function listFormats(): FormatInfo[] {
  return [cocoInfo, ...formats.map(infoOf)]
}

/** Throws AppFailure `wrong_usage` for a format that is not there or cannot be read. */
export function formatToImport(id: string): Format & Required<Pick<Format, 'import'>> {
  const format = formats.find((one) => one.id === id)
  if (format?.import !== undefined) return { ...format, import: format.import }
  const known = formats.filter((one) => one.import !== undefined)
  throw unknownFormat(id, 'read', known)
}

/** Throws AppFailure `wrong_usage` for a format that is not there or cannot be written. */
export function formatToExport(id: string): Format & Required<Pick<Format, 'export'>> {
  const format = formats.find((one) => one.id === id)
  if (format?.export !== undefined) return { ...format, export: format.export }
  const known = formats.filter((one) => one.export !== undefined)
  throw unknownFormat(id, 'written', known)
}

function unknownFormat(id: string, how: string, known: readonly Format[]) {
  const names = ['coco', ...known.map((one) => one.id)].join(', ')
  return failure('wrong_usage', `${id} is no format that can be ${how}.`, `Choose one of ${names}.`)
}

function infoOf(format: Format): FormatInfo {
  const { id, title, note, import: reader, export: writer } = format
  return {
    id,
    title,
    note,
    import: reader?.takes ?? null,
    export:
      writer === undefined
        ? null
        : {
            kind: writer.kind,
            extension: writer.kind === 'file' ? writer.extension : '',
            options: [...writer.options],
          },
  }
}
