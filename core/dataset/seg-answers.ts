import type { Size } from '../geometry/size.ts'
import { fail, ok, type Result } from '../result.ts'
import { fieldsOf, idOf } from './taken.ts'

/** A row of MUSE (PixelLM) or MMR: an image, and questions that several instances answer. */
export type SegAnswersRow = {
  readonly image: string
  readonly size: Size
  readonly imageId: number | null
  readonly questions: readonly SegQuestion[]
}

export type SegQuestion = {
  readonly query: string
  /** Segmentations of COCO, unread. */
  readonly segmentations: readonly unknown[]
  /** Name of the instances where they share one; else empty. */
  readonly target: string
  /** Text with one `{seg}` for each instance; empty where it has another number of them. */
  readonly answer: string
}

/** Fails with `bad_input`. */
export function parseSegAnswers(value: unknown): Result<SegAnswersRow> {
  const record = fieldsOf(value)
  const { file_name: name, coco_url: url, questions, answers } = record
  const image = typeof name === 'string' ? name : typeof url === 'string' ? tailOf(url) : ''
  if (image === '') return bad('it has neither file_name nor coco_url')
  const [width, height] = [idOf(record['width']), idOf(record['height'])]
  if (width === null || height === null) return bad('it has no width and height in whole pixels')
  if (!Array.isArray(questions) || !Array.isArray(answers))
    return bad('it has no lists questions and answers')
  if (questions.length !== answers.length)
    return bad(`it has ${questions.length} questions and ${answers.length} answers`)
  const texts: unknown = record['text_answers']
  const read: SegQuestion[] = []
  for (const [i, query] of (questions as readonly unknown[]).entries()) {
    const answer: unknown = answers[i]
    if (typeof query !== 'string') return bad(`questions[${i}] is no text`)
    if (!Array.isArray(answer)) return bad(`answers[${i}] is no list of instances`)
    read.push(questionOf(query, answer, Array.isArray(texts) ? (texts[i] as unknown) : null))
  }
  return ok({ image, size: { width, height }, imageId: idOf(record['image_id']), questions: read })
}

function questionOf(query: string, answer: readonly unknown[], text: unknown): SegQuestion {
  const instances = answer.map(fieldsOf)
  const names = new Set(instances.map(nameOf))
  const [target = ''] = names
  const marks = typeof text === 'string' ? text.split('{seg}').length - 1 : 0
  return {
    query,
    segmentations: instances.map(({ segmentation }) => segmentation),
    target: names.size === 1 ? target : '',
    answer: typeof text === 'string' && marks === instances.length ? text : '',
  }
}

function nameOf({
  rephrased_name: rephrased,
  category_name: category,
}: Readonly<Record<string, unknown>>): string {
  if (typeof rephrased === 'string' && rephrased !== '') return rephrased
  return typeof category === 'string' ? category : ''
}

function tailOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1)
}

function bad(message: string): ReturnType<typeof fail> {
  return fail('bad_input', message)
}
