export const reviewOrders = ['uncertain', 'judge', 'clicks', 'random', 'oldest'] as const
export type ReviewOrder = (typeof reviewOrders)[number]

/** What each order means, for whoever chooses one. Samples of which it is not known come after the others. */
export const reviewOrderTitles: Readonly<Record<ReviewOrder, string>> = {
  uncertain:
    'ranking least sure first: smallest lead of the best candidate over the next unlike one',
  judge:
    'judge and annotator apart first: least overlap of the mask with the first-ranked candidate',
  clicks: 'most clicks first',
  random: 'random, the same for everybody with the same seed',
  oldest: 'saved longest ago first',
}

/** Lead of the best score over the next, both as given; null where there are fewer than two. */
export function leadOf(scores: readonly number[]): number | null {
  const [first, second] = scores
  return first === undefined || second === undefined ? null : first - second
}
