import { resolveComment } from '../../app/actions/review.ts'
import { attempt } from '../../state/notices.ts'
import { useReview } from '../../state/review.ts'
import { Section } from '../../ui/Section.tsx'
import { whenText } from '../runs/when.ts'

/** What was said about the sample; settled ones step back. */
export function CommentList({ isHidden }: { readonly isHidden: boolean }) {
  const comments = useReview((state) => state.facts?.comments ?? null)
  if (comments === null || comments.length === 0) return null
  return (
    <Section title={`Comments · ${comments.length}`}>
      <ul className="plain-list review-comments">
        {comments.map((comment) => (
          <li key={comment.id} className={comment.resolvedAt === null ? '' : 'settled'}>
            <p>{comment.text}</p>
            <span className="soft">
              {isHidden ? 'somebody' : comment.author}, {whenText(comment.createdAt)}
            </span>
            <button
              type="button"
              className="link-button"
              onClick={() =>
                attempt('Changing the comment', () =>
                  resolveComment(comment.id, comment.resolvedAt === null),
                )
              }
            >
              {comment.resolvedAt === null ? 'settle' : 'open again'}
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}
