import { fail, ok, type Result } from '../result.ts'

/**
 * What a model is taught to answer: `<think>…</think><answer>[0.81,0.05]</answer>`, a number a mask with two decimals, in
 * the order shown. Without a thought the answer alone.
 */
export function scoreTarget(scores: readonly number[], thought: string | null): string {
  const answer = `<answer>[${scores.map((score) => score.toFixed(2)).join(',')}]</answer>`
  return thought === null ? answer : `<think>${plainText(thought)}</think>${answer}`
}

/**
 * The scores of an answer, 0..1, one a mask: the last `<answer>` block, a JSON list of exactly so many numbers, each cut
 * to 0..1. Fails with `reply_unreadable`.
 */
export function parseScoreTarget(text: string, count: number): Result<number[]> {
  const from = text.lastIndexOf('<answer>')
  const to = text.indexOf('</answer>', from)
  if (from < 0 || to < 0) return unreadable('it has no whole <answer> block')
  let list: unknown
  try {
    list = JSON.parse(text.slice(from + '<answer>'.length, to))
  } catch {
    return unreadable('its <answer> is no JSON')
  }
  if (!Array.isArray(list) || !list.every((score) => typeof score === 'number'))
    return unreadable('its <answer> is no list of numbers')
  if (list.length !== count)
    return unreadable(`its <answer> holds ${list.length} scores, and ${count} masks were shown`)
  return ok(list.map((score: number) => Math.min(1, Math.max(0, score))))
}

function unreadable(problem: string): ReturnType<typeof fail> {
  return fail('reply_unreadable', `The answer cannot be read: ${problem}.`, 'Ask again.')
}

/** Words in angle brackets that loaders and chat templates read as something else than text. */
const marks = /<(?=\s*\/?\s*(?:image|video|audio|img|answer|think|im_start|im_end)\b|\|)/giu

/** A text in which no loader finds a mark of its own: `<image>` becomes `‹image>`. */
export function plainText(text: string): string {
  return text.replaceAll(marks, '‹')
}

/** How the pictures of a group are shown: each by itself behind an `<image>`, or on one numbered sheet. */
export type ScorePictures = 'apart' | 'sheet'

export type ScoreQuestion = {
  readonly query: string
  /** Masks shown. */
  readonly count: number
  /** Whether the answer is to be thought over aloud. */
  readonly isThought: boolean
}

/** What a model is asked about a group. As many `<image>` as there are pictures. */
export function scoreQuestion(question: ScoreQuestion, pictures: ScorePictures): string {
  const { count } = question
  const each = Array.from({ length: count }, (_, i) => `Mask ${i + 1}: <image>`)
  const shown =
    pictures === 'apart'
      ? ['Image: <image>', ...each]
      : [
          '<image>',
          `The first tile is an image; the tiles numbered from 1 to ${count} are masks of it.`,
        ]
  return [...shown, ...instructions(question)].join('\n')
}

/** The same without marks, for messages that hold their pictures as parts of their own. */
export function scoreInstructions(question: ScoreQuestion): string {
  return instructions(question).join('\n')
}

function instructions({ query, count, isThought }: ScoreQuestion): string[] {
  const numbers = `${count === 1 ? 'one number' : `${count} numbers`} from 0 to 1 with two decimals, in the order of the masks`
  return [
    'White belongs to a mask, black does not.',
    `Query: ${plainText(query)}`,
    'Estimate for each mask its IoU with the true mask, which covers exactly what the query asks for: the area both share, divided by the area that at least one of them covers.',
    isThought
      ? `Think first, between <think> and </think>. Then give a JSON list of ${numbers}, between <answer> and </answer>.`
      : `Give a JSON list of ${numbers}, between <answer> and </answer>, and no other text.`,
  ]
}
