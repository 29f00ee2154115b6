/**
 * Applies `work` to all items, at most `width` at once; results in the items' order. The first failure ends it,
 * once those under way have ended: what they write must not come after the clean-up.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  let hasFailed = false
  const run = async () => {
    while (next < items.length && !hasFailed) {
      const index = next++
      try {
        results[index] = await work(items[index] as T, index)
      } catch (error) {
        hasFailed = true
        throw error
      }
    }
  }
  const runs = Array.from({ length: Math.min(width, items.length) }, run)
  const failed = (await Promise.allSettled(runs)).find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
  return results
}
