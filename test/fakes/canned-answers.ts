import type { Answerer } from './mllm-server/server.ts'

/** Replies of the right shape without a look at the pictures: where the target is, and scores for masks. */
export function cannedAnswers(rows: readonly number[], columns: readonly number[]): Answerer {
  return async ({ system, turns }) => {
    const last = turns.at(-1)
    const text = `${system}\n${last?.text ?? ''}`
    if (text.includes('"none_fits"'))
      return { text: scores((last?.pictures.length ?? 1) - 1), thought: 'judge' }
    if (text.includes('"localisation"')) return { text: consistency, thought: 'consistency' }
    return { text: reasoned(rows, columns), thought: 'reason' }
  }
}

const consistency = JSON.stringify({
  logic: 0.9,
  relevance: 0.8,
  visual_consistency: 0.7,
  localisation: 0.6,
  reason: 'The disc is named and lies where it is said to lie.',
})

function reasoned(rows: readonly number[], columns: readonly number[]): string {
  const answer = {
    target: 'disc',
    attributes: ['round', 'on the left'],
    present: true,
    regions: [{ rows, columns }],
    rationale: 'It is the only round thing in the picture.',
  }
  return [
    'Step 1 – Class: The query asks for something round, and a disc fits best.',
    'Step 2 – Attributes: It is red and stands at the left.',
    `Step 3 – Place: It reaches into rows ${rows.join(', ')} and columns ${columns.join(', ')}.`,
    'Step 4 – Rationale: Nothing else in the picture is round.',
    JSON.stringify(answer),
  ].join('\n')
}

/** The last one shown is the best. */
function scores(count: number): string {
  const masks = Array.from({ length: count }, (_, i) => {
    const iou = Number(((i + 1) / (count + 1)).toFixed(2))
    return { mask: i + 1, iou, reason: `Mask ${i + 1} covers part of it.` }
  })
  return `First the image, then its masks one by one.\n${JSON.stringify({ masks, none_fits: false })}`
}
