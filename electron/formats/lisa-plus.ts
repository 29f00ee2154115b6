import { lisaPlusMask, parseLisaPlusRow, type LisaPlusRow } from '#core/dataset/lisa-plus'
import type { ForeignTaken } from '#core/dataset/dataset'
import { takeBad, takeSample } from '#core/dataset/taken'
import type { Size } from '#core/geometry/size'
import type { ForeignPicture, Format } from './format.ts'
import { picturesOfRows, type ListRow } from './list-rows.ts'

export const lisaPlus: Format = {
  id: 'lisa-plus',
  title: 'LISA++',
  note:
    'data.json of LISA++’s instance segmentation over images of COCO train2017: a sample a question, the instances that ' +
    'answer it as one mask.',
  import: {
    takes: 'file',
    read: (path, context) => picturesOfRows(path, context, pictureOf),
  },
}

function pictureOf(row: ListRow): ForeignPicture | string {
  const parsed = parseLisaPlusRow(row.value)
  if (!parsed.ok) return parsed.error.message
  const { image } = parsed.value
  return {
    kind: 'picture',
    file: row.file,
    line: row.line,
    names: [...new Set([image, image.slice(image.lastIndexOf('/') + 1)])],
    size: null,
    key: image,
    imageId: null,
    samples: (size) => [sampleOf(parsed.value, row, size)],
  }
}

function sampleOf(lisa: LisaPlusRow, { index, line }: ListRow, size: Size): ForeignTaken {
  const place = { line, what: `[${index}]` }
  const mask = lisaPlusMask(lisa, size)
  if (!mask.ok) return takeBad(place, mask.error.message)
  const { query, target } = lisa
  const texts = { query, isSentence: true, ...(target === '' ? {} : { target }) }
  return takeSample(place, { texts, mask: mask.value, key: `[${index}]` })
}
