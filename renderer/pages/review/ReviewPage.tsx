import { useEffect } from 'react'
import { loadAnnotators } from '../../state/annotators.ts'
import { attempt } from '../../state/notices.ts'
import { useReview, type ReviewView } from '../../state/review.ts'
import { PeopleView } from './PeopleView.tsx'
import { QueueView } from './QueueView.tsx'
import { RatersView } from './RatersView.tsx'
import '../../styles/review.css'

const views: readonly { readonly id: ReviewView; readonly title: string; readonly hint: string }[] =
  [
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
      <nav className="runs-views" aria-label="Review">
        {views.map(({ id, title, hint }) => (
          <button
            key={id}
            type="button"
            className="tab"
            title={hint}
            {...(id === view ? { 'aria-current': 'page' as const } : {})}
            onClick={() => useReview.setState({ view: id })}
          >
            {title}
          </button>
        ))}
      </nav>
      {view === 'queue' ? <QueueView /> : null}
      {view === 'people' ? <PeopleView /> : null}
      {view === 'agreement' ? <RatersView /> : null}
    </main>
  )
}
