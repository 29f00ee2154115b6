import type { Region } from '#core/grid/region'
import type { ReasonRecord } from '#rpc/schemas/record'

type Reply = ReasonRecord['replies'][number]

/** A stretch of a reply's text; with a place where it names one. */
export type Piece = { readonly text: string; readonly place: Region | null; readonly from: number }

/** A step of a reply with what stands in it. */
export type Block = {
  readonly title: string
  /** `answer`: what was read; its parts are shown by themselves. */
  readonly kind: 'text' | 'answer'
  readonly pieces: readonly Piece[]
  /** Everything it names. */
  readonly places: readonly Region[]
  /** Characters left out at its end. */
  readonly cut: number
}

/** Characters of a step that are shown. */
const most = 6000

/** A reply in its steps, their headings taken off, the places they name told apart. */
export function blocksOf(reply: Reply): readonly Block[] {
  const whole = [{ title: '', from: 0, to: reply.text.length }]
  return (reply.steps.length === 0 ? whole : reply.steps).map((step) => blockOf(reply, step))
}

/** The places that the answers of a reasoning name; none where it says absent. */
export function answerPlaces({ replies }: Pick<ReasonRecord, 'replies'>): readonly Region[] {
  return replies.flatMap((reply) =>
    blocksOf(reply)
      .filter(({ kind }) => kind === 'answer')
      .flatMap(({ places }) => places),
  )
}

function blockOf({ text, mentions }: Reply, step: Reply['steps'][number]): Block {
  const start = bodyStart(text, step)
  const end = Math.min(step.to, start + most)
  const inside = mentions.filter(({ from, to }) => from >= start && to <= end)
  return {
    title: step.title,
    kind: step.title === 'Answer' ? 'answer' : 'text',
    pieces: piecesOf(text, { from: start, to: end }, inside),
    places: mentions
      .filter(({ from, to }) => from >= step.from && to <= step.to)
      .map(({ region }) => region),
    cut: step.to - end,
  }
}

/** Behind `Step 2 – Attributes:` where the step begins with its title; else its start. */
function bodyStart(text: string, { title, from, to }: Reply['steps'][number]): number {
  const lineEnd = text.indexOf('\n', from)
  const line = text.slice(from, Math.min(to, lineEnd < 0 ? to : lineEnd))
  const at = title === '' ? -1 : line.indexOf(title)
  if (at < 0 || !/^[\s#*>]*(?:Step ?\d+|\d+[.)])[\s.:)*–—-]*$/i.test(line.slice(0, at))) return from
  const behind = /^[*\s]*:?[*\s]*/.exec(text.slice(from + at + title.length, to))
  return from + at + title.length + (behind?.[0].length ?? 0)
}

function piecesOf(
  text: string,
  span: { readonly from: number; readonly to: number },
  mentions: Reply['mentions'],
): readonly Piece[] {
  const pieces: Piece[] = []
  let at = span.from
  const add = (to: number, place: Region | null) => {
    if (to > at) pieces.push({ text: text.slice(at, to), place, from: at })
    at = Math.max(at, to)
  }
  for (const { from, to, region } of mentions) {
    if (from < at) continue
    add(from, null)
    add(to, region)
  }
  add(span.to, null)
  return pieces
}
