import { createRandom, shuffled } from '../random.ts'

export const reviewOrders = ['uncertain', 'judge', 'clicks', 'random'] as const
export type ReviewOrder = (typeof reviewOrders)[number]

/** What each order means, for whoever chooses one. */
export const reviewOrderTitles: Readonly<Record<ReviewOrder, string>> = {
  uncertain:
    'ranking least sure first: smallest lead of the best candidate over the next unlike one',
  judge:
    'judge and annotator apart first: least overlap of the mask with the first-ranked candidate',
  clicks: 'most clicks first',
  random: 'random, the same for everybody with the same seed',
}

/** What a review queue is put in order by. */
export type ReviewItem = {
  /** Id of the sample. */
  readonly id: number
  /** Scores of the candidates, best first, near-duplicates of a better one left out; empty without a run. */
  readonly scores: readonly number[]
  /** IoU of the saved mask with the candidate ranked first, 0..1; null without either. */
  readonly firstRankIou: number | null
  /** Clicks and strokes that went into the mask; null where that was not recorded. */
  readonly clicks: number | null
}

export type QueuedItem = {
  readonly id: number
  /** What it was placed by: lead, IoU or clicks; null where it is unknown and for a random order. */
  readonly value: number | null
}

/** The queue; samples of which nothing is known come last, equals by id. */
export function reviewQueue(
  items: readonly ReviewItem[],
  order: ReviewOrder,
  seed: number,
): QueuedItem[] {
  const byId = items.toSorted((a, b) => a.id - b.id)
  if (order === 'random')
    return shuffled(byId, createRandom(seed)).map(({ id }) => ({ id, value: null }))
  const sign = order === 'clicks' ? -1 : 1
  return byId
    .map((item) => ({ id: item.id, value: valueOf[order](item) }))
    .toSorted((a, b) => sign * ((a.value ?? sign * Infinity) - (b.value ?? sign * Infinity)) || 0)
}

/** Lead of the best score over the next, both as given; null where there are fewer than two. */
export function leadOf(scores: readonly number[]): number | null {
  const [first, second] = scores
  return first === undefined || second === undefined ? null : first - second
}

const valueOf: Readonly<
  Record<Exclude<ReviewOrder, 'random'>, (item: ReviewItem) => number | null>
> = {
  uncertain: ({ scores }) => leadOf(scores),
  judge: ({ firstRankIou }) => firstRankIou,
  clicks: ({ clicks }) => clicks,
}
