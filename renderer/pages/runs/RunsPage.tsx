import { Loader } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { SamplesPanel } from '../../panels/samples/SamplesPanel.tsx'
import { useRunsPage, type RunsView } from '../../state/runs-page.ts'
import { PageViews, type PageView } from '../../ui/PageViews.tsx'
import { useView } from '../../state/view.ts'
import { BatchView } from '../batch/BatchView.tsx'
import { RunsOfSample } from './RunsOfSample.tsx'
import '../../styles/runs.css'

const AgreementView = lazy(async () => ({
  default: (await import('./AgreementView.tsx')).AgreementView,
}))

const views: readonly PageView<RunsView>[] = [
  { id: 'sample', title: 'One sample', hint: 'Every run of a sample, in full' },
  { id: 'batches', title: 'Batches', hint: 'Propose for many samples' },
  { id: 'agreement', title: 'Agreement', hint: 'How rankings and priors stand to accepted masks' },
]

/** What the pipeline did: runs of a sample, batches over many, and how well the rankings agree with people. */
export function RunsPage() {
  const view = useRunsPage((state) => state.view)
  return (
    <main className="runs-page">
      <PageViews
        label="Runs"
        views={views}
        view={view}
        onChange={(next) => useRunsPage.setState({ view: next })}
      />
      {view === 'sample' ? <SampleView /> : null}
      {view === 'batches' ? <BatchView /> : null}
      {view === 'agreement' ? (
        <Suspense fallback={<Loader size="sm" m="xl" role="status" aria-label="Loading" />}>
          <AgreementView />
        </Suspense>
      ) : null}
    </main>
  )
}

function SampleView() {
  const isSamplesOpen = useView((state) => state.isSamplesOpen)
  return (
    <div className={isSamplesOpen ? 'runs-sample with-samples' : 'runs-sample'}>
      {isSamplesOpen ? <SamplesPanel /> : null}
      <RunsOfSample />
    </div>
  )
}
