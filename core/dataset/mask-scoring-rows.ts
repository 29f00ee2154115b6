import type { ExportThinking, ScoreGroup } from './mask-scoring.ts'
import {
  scoreInstructions,
  scoreQuestion,
  scoreTarget,
  type ScorePictures,
} from './mask-scoring-text.ts'

/** A group with what a trainer is to be shown of it. */
export type ScoreLesson = {
  readonly group: ScoreGroup
  /** The image's and the masks' pictures in their order, as their trainer finds them; or the one sheet. */
  readonly pictures: readonly string[]
  readonly kind: ScorePictures
  /** Thought over aloud where given. */
  readonly thought: string | null
}

/**
 * The thought a group is taught with: `mixed` takes one group in two of those that have one, the same at every export.
 */
export function thoughtTaught(
  { cot, group }: ScoreGroup,
  annotationId: number,
  thinking: ExportThinking,
): string | null {
  const isTurn = (annotationId + group.index + group.seed) % 2 === 0
  return thinking === 'with' || (thinking === 'mixed' && isTurn) ? cot : null
}

function asked({ group, kind, thought }: ScoreLesson): string {
  return scoreQuestion(questionOf(group, thought !== null), kind)
}

function questionOf({ query, candidates }: ScoreGroup, isThought: boolean) {
  return { query, count: candidates.length, isThought }
}

function answered({ group, thought }: ScoreLesson): string {
  return scoreTarget(
    group.candidates.map(({ iou }) => iou),
    thought,
  )
}

function conversations(lesson: ScoreLesson) {
  return [
    { from: 'human', value: asked(lesson) },
    { from: 'gpt', value: answered(lesson) },
  ]
}

/** InternVL, JSONL. Source: OpenGVLab/InternVL internvl_chat/internvl/train/internvl_chat_finetune.py. */
export function internvlRow(lesson: ScoreLesson) {
  return { image: lesson.pictures, conversations: conversations(lesson) }
}

/** LLaVA, an element of a JSON list; one picture a row. Source: haotian-liu/LLaVA docs/Finetune_Custom_Data.md. */
export function llavaRow(lesson: ScoreLesson) {
  return {
    id: lesson.group.id,
    image: lesson.pictures[0] ?? '',
    conversations: conversations(lesson),
  }
}

/** Qwen-VL's own trainer. Source: QwenLM/Qwen3-VL qwen-vl-finetune/README.md. */
export function qwenRow(lesson: ScoreLesson) {
  return { image: lesson.pictures, conversations: conversations(lesson) }
}

/** LLaMA-Factory, ShareGPT. Source: hiyouga/LLaMA-Factory data/README.md. */
export function llamaFactoryRow(lesson: ScoreLesson) {
  return { conversations: conversations(lesson), images: lesson.pictures }
}

/** ms-swift, JSONL. Source: modelscope/ms-swift docs/source_en/Customization/Custom-dataset.md. */
export function swiftRow(lesson: ScoreLesson) {
  return {
    messages: [
      { role: 'user', content: asked(lesson) },
      { role: 'assistant', content: answered(lesson) },
    ],
    images: lesson.pictures,
  }
}

/** A line of OpenAI's chat form; `pictures` are data URLs, each behind its name. */
export function openaiRow(lesson: ScoreLesson) {
  const { group, pictures, thought } = lesson
  const shown = pictures.flatMap((url, i) => [
    { type: 'text', text: i === 0 ? 'Image:' : `Mask ${i}:` },
    { type: 'image_url', image_url: { url } },
  ])
  const text = scoreInstructions(questionOf(group, thought !== null))
  return {
    messages: [
      { role: 'system', content: 'You judge how well masks fit a query about an image.' },
      { role: 'user', content: [...shown, { type: 'text', text }] },
      { role: 'assistant', content: answered(lesson) },
    ],
  }
}

/** LLaMA-Factory's list of data sets: the columns and speakers of the rows above. */
export function llamaFactoryInfo(
  files: readonly { readonly name: string; readonly file: string }[],
) {
  const entry = (file: string) => ({
    file_name: file,
    formatting: 'sharegpt',
    columns: { messages: 'conversations', images: 'images' },
    tags: { role_tag: 'from', content_tag: 'value', user_tag: 'human', assistant_tag: 'gpt' },
  })
  return Object.fromEntries(files.map(({ name, file }) => [name, entry(file)]))
}

/** InternVL's list of data sets; paths are below the folder it is in. */
export function internvlMeta(name: string, annotation: string, length: number) {
  return { [name]: { root: './', annotation, data_augment: false, repeat_time: 1, length } }
}
