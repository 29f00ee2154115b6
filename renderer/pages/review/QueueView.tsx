import { useEffect } from 'react'
import { enterQueue } from '../../app/actions/review.ts'
import { useApp } from '../../state/app.ts'
import { attempt } from '../../state/notices.ts'
import { loadFacts, useReview } from '../../state/review.ts'
import { useSession } from '../../state/session.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorText } from '../../ui/ErrorText.tsx'
import { Button } from '@mantine/core'
import { QueueList } from './QueueList.tsx'
import { ReviewFacts } from './ReviewFacts.tsx'
import { ReviewPicture } from './ReviewPicture.tsx'
import { VerdictBar } from './VerdictBar.tsx'

/** What waits on the left, the picture with its mask and the verdicts in the middle, what is known on the right. */
export function QueueView() {
  const path = useApp((state) => state.project?.path)
  const failure = useReview((state) => state.failure)
  const detail = useSession((state) => state.detail)
  const sample = detail?.row.id ?? null
  const version = detail?.saved?.version ?? null
  useEffect(() => attempt('Reading the queue', enterQueue), [path])
  useEffect(() => attempt('Reading the sample', loadFacts), [sample, version])
  if (failure !== null)
    return (
      <ErrorText
        doing="Reading the queue"
        error={failure}
        onRetry={() => attempt('Reading the queue', enterQueue)}
      />
    )
  return (
    <div className="review-queue">
      <QueueList />
      <section className="centre" aria-label="Sample under review">
        {detail === null ? <NothingOpen /> : <ReviewPicture detail={detail} />}
        <VerdictBar />
      </section>
      {detail === null ? <aside className="side right" /> : <ReviewFacts detail={detail} />}
    </div>
  )
}

function NothingOpen() {
  const total = useReview((state) => state.total)
  if (total === null) return <div className="viewer-empty" />
  return (
    <div className="viewer-empty">
      <EmptyState
        title={total === 0 ? 'Nothing waits for a verdict' : 'No sample is open'}
        text={
          total === 0 ? 'Samples come here when their mask is accepted.' : 'Choose one on the left.'
        }
      >
        <Button size="xs" onClick={() => useApp.setState({ page: 'annotate' })}>
          Go to Annotate
        </Button>
      </EmptyState>
    </div>
  )
}
