import { subtractRles } from '#core/mask/rle-ops'
import type { Rle } from '#core/mask/mask'
import { iouOf } from '#core/metrics/overlap'
import { listVersions } from '#electron/store/annotations'
import { listComments } from '#electron/store/comments'
import type { ReadDb } from '#electron/store/database'
import { listOpinions } from '#electron/store/opinions'
import { listReviews } from '#electron/store/reviews'
import { getSample } from '#electron/store/samples'
import { listTextChanges } from '#electron/store/text-changes'
import type { AnnotationVersion } from '#rpc/schemas/annotation'
import type { HistoryEntry } from '#rpc/schemas/review'

/** Everything that happened to a sample, oldest first: versions, texts, verdicts, comments and opinions. */
export async function sampleHistory(db: ReadDb, sample: number): Promise<HistoryEntry[]> {
  const { image } = await getSample(db, sample)
  const versions = (await listVersions(db, sample, image.size)).toReversed()
  const entries: HistoryEntry[] = [
    ...versions.map((version, i) => versionEntry(version, versions[i - 1])),
    ...(await listTextChanges(db, sample)).map(({ changes, ...change }): HistoryEntry => ({
      kind: 'text',
      ...change,
      changes: [...changes],
    })),
    ...(await listReviews(db, sample)).map((review): HistoryEntry => ({
      kind: 'verdict',
      at: review.createdAt,
      author: review.reviewer,
      review,
    })),
    ...(await listComments(db, sample)).map((comment): HistoryEntry => ({
      kind: 'comment',
      at: comment.createdAt,
      author: comment.author,
      comment,
    })),
    ...(await listOpinions(db, sample, image.size)).map((opinion): HistoryEntry => {
      const then = versions.findLast(({ createdAt }) => createdAt <= opinion.createdAt)
      return {
        kind: 'opinion',
        at: opinion.createdAt,
        author: opinion.annotator,
        opinion,
        diff: then === undefined ? null : diffOf(then.target, opinion.target),
      }
    }),
  ]
  return entries.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

function versionEntry(version: AnnotationVersion, before?: AnnotationVersion): HistoryEntry {
  return {
    kind: 'version',
    at: version.createdAt,
    author: version.annotator,
    version,
    diff: before === undefined ? null : diffOf(before.target, version.target),
  }
}

function diffOf(before: Rle, after: Rle) {
  return {
    added: subtractRles(after, before),
    removed: subtractRles(before, after),
    iou: iouOf(after, before, null).iou,
  }
}
