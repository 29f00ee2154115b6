import type { LiveReply } from '../../state/asking.ts'

/** Characters of a reply that are shown while it comes: its end. */
const most = 4000

export function liveText(text: string): { readonly text: string; readonly isCut: boolean } {
  return { text: text.slice(-most), isCut: text.length > most }
}

const titles: Readonly<Record<LiveReply['stage'], string>> = {
  reason: 'reasoning',
  region: 'where it is',
  repair: 'asked once more',
  vote: 'vote',
  judge: 'judge',
  consistency: 'check of the reasoning',
  refine: 'correction',
  attention: 'attention',
  write: 'writing',
  verify: 'verifying',
  check: 'check of the query',
}

export function liveTitle({ stage, number }: Pick<LiveReply, 'stage' | 'number'>): string {
  return number === 1 ? titles[stage] : `${titles[stage]}, reply ${number}`
}

/** Stages that ask about the same thing again and again: of their replies the last ones are enough. */
const manyfold: ReadonlySet<LiveReply['stage']> = new Set(['vote', 'judge'])
const mostOfMany = 2

/** What of the replies is worth the room: of a stage that is over its last, of votes and judges those at work. */
export function shownReplies(replies: readonly LiveReply[]): readonly LiveReply[] {
  const stage = replies.at(-1)?.stage
  if (stage === undefined) return []
  const ofStage = replies.filter((reply) => reply.stage === stage)
  return ofStage.slice(manyfold.has(stage) ? -mostOfMany : -3)
}
