import { useDatasetPage, type DatasetView } from '../../state/dataset-page.ts'
import { PageViews, type PageView } from '../../ui/PageViews.tsx'
import { Overview } from './Overview.tsx'
import { SplitView } from './SplitView.tsx'
import '../../styles/runs.css'
import '../../styles/dataset.css'

const views: readonly PageView<DatasetView>[] = [
  { id: 'overview', title: 'Overview', hint: 'What the samples are like, and how far they are' },
  { id: 'splits', title: 'Splits', hint: 'Divide the samples into train, val and test' },
]

/** The data set as a whole: what is in it, and how it is divided. */
export function DatasetPage() {
  const view = useDatasetPage((state) => state.view)
  return (
    <main className="runs-page">
      <PageViews
        label="Dataset"
        views={views}
        view={view}
        onChange={(next) => useDatasetPage.setState({ view: next })}
      />
      {view === 'overview' ? <Overview /> : <SplitView />}
    </main>
  )
}
