import { useDatasetPage, type DatasetView } from '../../state/dataset-page.ts'
import { Overview } from './Overview.tsx'
import { SplitView } from './SplitView.tsx'
import '../../styles/runs.css'
import '../../styles/dataset.css'

const views: readonly {
  readonly id: DatasetView
  readonly title: string
  readonly hint: string
}[] = [
  { id: 'overview', title: 'Overview', hint: 'What the samples are like, and how far they are' },
  { id: 'splits', title: 'Splits', hint: 'Divide the samples into train, val and test' },
]

/** The data set as a whole: what is in it, and how it is divided. */
export function DatasetPage() {
  const view = useDatasetPage((state) => state.view)
  return (
    <main className="runs-page">
      <nav className="runs-views" aria-label="Dataset">
        {views.map(({ id, title, hint }) => (
          <button
            key={id}
            type="button"
            className="tab"
            title={hint}
            {...(id === view ? { 'aria-current': 'page' as const } : {})}
            onClick={() => useDatasetPage.setState({ view: id })}
          >
            {title}
          </button>
        ))}
      </nav>
      {view === 'overview' ? <Overview /> : <SplitView />}
    </main>
  )
}
