import type { ReplyStep, Span } from '../reply.ts'

/** Steps kept of one reply. */
const most = 60
const longestTitle = 60

/**
 * The stretches of a reply in order: those that begin with a line `Step 2 …:` or `2. …:`, what stands before the first of
 * them, the answer, and what comes after it. Blank stretches and code fences around the answer are left out.
 */
export function stepsIn(text: string, answer: Span): readonly ReplyStep[] {
  const before = withoutFence(text.slice(0, answer.from))
  const heads = headsIn(before)
  const first = heads[0]?.from ?? before.length
  const start = heads.length === 0 ? 'Reasoning' : 'Introduction'
  const isFenced = /^\s*```\s*$/.test(text.slice(answer.to, answer.to + 40))
  return trimmedSteps(text, [
    { kind: 'text', title: start, from: 0, to: first },
    ...heads.map(({ title, from }, i) => {
      return { kind: 'step' as const, title, from, to: heads[i + 1]?.from ?? before.length }
    }),
    { kind: 'answer', title: 'Answer', from: answer.from, to: answer.to },
    {
      kind: 'text',
      title: 'After the answer',
      from: answer.to,
      to: isFenced ? answer.to : text.length,
    },
  ])
}

/** The steps without the blanks at their ends; blank ones are left out. */
export function trimmedSteps(text: string, steps: readonly ReplyStep[]): ReplyStep[] {
  return steps.flatMap((step) => {
    const part = text.slice(step.from, step.to)
    if (part.trim() === '') return []
    const from = step.from + (part.length - part.trimStart().length)
    return [{ ...step, from, to: step.from + part.trimEnd().length }]
  })
}

function withoutFence(text: string): string {
  const kept = text.trimEnd()
  const line = kept.slice(kept.lastIndexOf('\n') + 1)
  return /^\s{0,8}```[a-z]{0,8}$/i.test(line) ? kept.slice(0, kept.length - line.length) : text
}

function headsIn(text: string): { readonly title: string; readonly from: number }[] {
  const heads: { readonly title: string; readonly from: number }[] = []
  for (let from = 0; from < text.length && heads.length < most;) {
    const end = text.indexOf('\n', from)
    const to = end < 0 ? text.length : end
    // A heading stands at the start of its line.
    const title = titleOf(text.slice(from, Math.min(to, from + 120)))
    if (title !== null) heads.push({ title, from })
    from = to + 1
  }
  return heads
}

/** `**Step 2 – Attributes:** red` → `Attributes`; null where the line is no heading. */
function titleOf(line: string): string | null {
  const bare = line.replace(/^[\s#*>]{0,12}/, '')
  const step = /^Step ?\d{1,2}\b[\s.:)*–—-]{0,6}/i.exec(bare)
  const number = step ?? /^\d{1,2}[.)][\s*]{1,4}/.exec(bare)
  if (number === null) return null
  const rest = bare.slice(number[0].length)
  const colon = rest.indexOf(':')
  if (step === null && (colon < 0 || colon > longestTitle)) return null
  const title = (colon < 0 ? rest : rest.slice(0, colon)).replaceAll('*', '').trim()
  return title === '' || title.length > longestTitle
    ? number[0].replaceAll(/[^\w ]/g, '').trim()
    : title
}
