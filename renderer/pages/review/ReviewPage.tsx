import { useEffect } from 'react'
import { loadAnnotators } from '../../state/annotators.ts'
import { attempt } from '../../state/notices.ts'
import { useReview, type ReviewView } from '../../state/review.ts'
import { PageViews, type PageView } from '../../ui/PageViews.tsx'
import { PeopleView } from './PeopleView.tsx'
import { QueueView } from './QueueView.tsx'
import { RatersView } from './RatersView.tsx'
import '../../styles/review.css'

const views: readonly PageView<ReviewView>[] = [
  { id: 'queue', title: 'Queue', hint: 'Accepted masks that wait for a verdict' },
  { id: 'people', title: 'Annotators', hint: 'Who works here, and on what' },
  { id: 'agreement', title: 'Agreement', hint: 'Who disagrees with whom, and where' },
]

/** One looks at what others did: verdicts, people and their work, how far they agree. */
export function ReviewPage() {
  const view = useReview((state) => state.view)
  useEffect(() => attempt('Reading the annotators', loadAnnotators), [])
  return (
    <main className="runs-page review-page">
      <PageViews
        label="Review"
        views={views}
        view={view}
        onChange={(next) => useReview.setState({ view: next })}
      />
      {view === 'queue' ? <QueueView /> : null}
      {view === 'people' ? <PeopleView /> : null}
      {view === 'agreement' ? <RatersView /> : null}
    </main>
  )
}
