import { reasonOfError, type ForeignTaken } from '#core/dataset/dataset'
import { refMask } from '#core/dataset/refcoco'
import { parseSegAnswers, type SegAnswersRow } from '#core/dataset/seg-answers'
import { fieldsOf, takeBad, takeSample } from '#core/dataset/taken'
import type { Size } from '#core/geometry/size'
import type { ForeignPicture, Format, FormatImport } from './format.ts'
import { picturesOfRows, splitOfName, type ListRow, type RowProblem } from './list-rows.ts'

const rows: FormatImport = {
  takes: 'file',
  read: (path, context) => picturesOfRows(path, context, pictureOf),
}

export const muse: Format = {
  id: 'muse',
  title: 'MUSE',
  note: 'muse_train.json and its like, of PixelLM: a sample a question, all that answers it as one mask.',
  import: rows,
}

export const mmr: Format = {
  id: 'mmr',
  title: 'MMR',
  note: 'MMR_train.json and its like: a sample a question about objects and parts, all that answers it as one mask.',
  import: rows,
}

/** MUSE has rows of instances alone. */
function pictureOf(row: ListRow): ForeignPicture | RowProblem {
  const { questions, ann_list: instances } = fieldsOf(row.value)
  if (questions === undefined && Array.isArray(instances)) return { passed: 'it asks no question' }
  const parsed = parseSegAnswers(row.value)
  if (!parsed.ok) return parsed.error.message
  const { image, size, imageId } = parsed.value
  return {
    kind: 'picture',
    file: row.file,
    line: row.line,
    names: [...new Set([image, image.slice(image.lastIndexOf('/') + 1)])],
    size,
    key: image,
    imageId,
    samples: (upright) => samplesOf(parsed.value, row, upright),
  }
}

function samplesOf({ questions }: SegAnswersRow, row: ListRow, size: Size): ForeignTaken[] {
  const split = splitOfName(row.file)
  return questions.map(({ query, segmentations, target, answer }, i) => {
    const key = `[${row.index}].questions[${i}]`
    const place = { line: row.line, what: key }
    const mask = segmentations.length === 0 ? null : refMask(segmentations, size)
    if (mask?.ok === false) return takeBad(place, reasonOfError(mask.error))
    return takeSample(place, {
      texts: {
        query,
        isSentence: true,
        ...(target === '' ? {} : { target }),
        ...(answer === '' ? {} : { answer }),
        ...(split === null ? {} : { split }),
      },
      mask: mask?.value ?? null,
      noTarget: mask === null,
      key,
    })
  })
}
