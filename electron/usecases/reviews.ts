import { acceptConsensus } from '#electron/store/annotations'
import { assignmentsOf } from '#electron/store/assignments'
import { addComment, listComments, resolveComment } from '#electron/store/comments'
import { listOpinions } from '#electron/store/opinions'
import { countReviewed, openReviewQueue, readQueued } from '#electron/store/review-queue'
import { addVerdict, listReviews, takeVerdictBack } from '#electron/store/reviews'
import { getSample } from '#electron/store/samples'
import type { ReviewList } from '#rpc/schemas/review'
import { nameOf } from './annotators.ts'
import { goldOf } from './gold.ts'
import { consensusOf, ratersReport } from './raters.ts'
import { sampleHistory } from './sample-history.ts'
import { sampleDetail, tellOfSamples } from './samples.ts'
import type { Studio } from './studio.ts'
import type { UseCases } from './use-cases.ts'

export const reviewHandlers = {
  async 'review.queue'(studio, { offset, limit, ...list }) {
    const { db } = studio.project()
    const queue = await openReviewQueue(db, withReviewer(studio, list))
    return {
      total: await queue.total(),
      reviewed: await countReviewed(db),
      rows: await readQueued(db, await queue.page(offset, limit)),
    }
  },
  async 'review.next'(studio, { after, ...list }) {
    const queue = await openReviewQueue(studio.project().db, withReviewer(studio, list))
    const place = after === null ? null : await queue.position(after)
    const position = place === null ? 0 : place + 1
    const [sample = null] = await queue.page(position, 1)
    return { sample, position: sample === null ? null : position, total: await queue.total() }
  },
  async 'review.verdict'(studio, { reviewer, ...given }) {
    const db = studio.project().writer()
    const review = await addVerdict(db, { ...given, reviewer: nameOf(studio, reviewer) })
    tellOfSamples(studio, [given.sample])
    return review
  },
  async 'review.takeBack'(studio, { review }) {
    const sample = await takeVerdictBack(studio.project().writer(), review)
    tellOfSamples(studio, [sample])
    return { done: true } as const
  },
  async 'review.state'(studio, { sample }) {
    const { db } = studio.project()
    const { image } = await getSample(db, sample)
    return {
      sample,
      reviews: await listReviews(db, sample),
      comments: await listComments(db, sample),
      opinions: await listOpinions(db, sample, image.size),
      assignments: await assignmentsOf(db, sample),
      gold: await goldOf(db, sample, image.size),
    }
  },
  'review.history': (studio, { sample }) => sampleHistory(studio.project().db, sample),
  'review.agreement': (studio, { limit }) => ratersReport(studio.project(), limit),
  'review.consensus': (studio, { sample }) => consensusOf(studio.project().db, sample),
  async 'review.takeConsensus'(studio, { sample, method }) {
    const db = studio.project().writer()
    const mask = (await consensusOf(db, sample))[method]
    await acceptConsensus(db, { sample, mask, method }, nameOf(studio, null))
    tellOfSamples(studio, [sample])
    return sampleDetail(studio, sample)
  },

  async 'comments.add'(studio, { author, ...comment }) {
    const db = studio.project().writer()
    await getSample(db, comment.sample)
    const added = await addComment(db, { ...comment, author: nameOf(studio, author) })
    tellOfSamples(studio, [comment.sample])
    return added
  },
  async 'comments.resolve'(studio, { comment, isResolved }) {
    const changed = await resolveComment(studio.project().writer(), comment, isResolved)
    tellOfSamples(studio, [changed.sample])
    return changed
  },
} satisfies Partial<UseCases>

/** Whose own masks and assignments are meant matters in some scopes only: a queue of all needs no name. */
function withReviewer(studio: Studio, list: ReviewList) {
  const reviewer = list.scope === 'all' ? (list.reviewer ?? '') : nameOf(studio, list.reviewer)
  return { ...list, reviewer }
}
