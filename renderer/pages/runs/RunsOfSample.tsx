import { Button } from '@mantine/core'
import { useEffect } from 'react'
import type { SampleDetail } from '#rpc/schemas/annotation'
import type { Run } from '#rpc/schemas/pipeline'
import { useApp } from '../../state/app.ts'
import { attempt } from '../../state/notices.ts'
import { useRunsPage } from '../../state/runs-page.ts'
import { loadRuns, takeRun, useRuns } from '../../state/runs.ts'
import { useSession } from '../../state/session.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorText } from '../../ui/ErrorText.tsx'
import { useDelayed } from '../../ui/use-delayed.ts'
import { CompareView } from './CompareView.tsx'
import { RunDetail } from './RunDetail.tsx'
import { RunList } from './RunList.tsx'

/** The runs of the open sample on the left, one of them in full, or two side by side. */
export function RunsOfSample() {
  const detail = useSession((state) => state.detail)
  const runs = useRuns((state) => (state.sample === detail?.row.id ? state.runs : null))
  const failure = useRuns((state) => state.failure)
  useReading(detail)
  if (detail === null) return <NoSample />
  if (failure !== null && runs === null)
    return (
      <ErrorText
        doing="Reading the runs"
        error={failure}
        onRetry={() => attempt('Reading the runs', () => loadRuns(detail.row.id))}
      />
    )
  if (runs === null) return <Waiting />
  return runs.length === 0 ? <NoRuns /> : <Runs runs={runs} detail={detail} />
}

/** Reads them with the sample, and again where its query changed and made them stale; a new run comes with the sample. */
function useReading(detail: SampleDetail | null): void {
  const sample = detail?.row.id ?? null
  const query = detail?.fields.query
  const latest = detail?.run ?? null
  useEffect(() => {
    if (sample !== null) attempt('Reading the runs', () => loadRuns(sample))
  }, [sample, query])
  useEffect(() => {
    if (latest !== null) takeRun(latest)
  }, [latest])
}

type RunsProps = { readonly runs: readonly Run[]; readonly detail: SampleDetail }

function Runs({ runs, detail }: RunsProps) {
  const chosen = useRunsPage((state) => state.run)
  const compared = useRunsPage((state) => state.compared)
  const shown = runs.find(({ id }) => id === chosen) ?? runs[0]
  const other = runs.find(({ id }) => id === compared)
  if (shown === undefined) return null
  return (
    <div className="runs-of-sample">
      <div className="runs-side">
        <p className="runs-query">
          {detail.fields.query === '' ? '(no query)' : detail.fields.query}
        </p>
        <RunList runs={runs} shown={shown.id} />
      </div>
      <section className="run-detail scroll" aria-label={`Run ${shown.id}`} tabIndex={-1}>
        {other === undefined || other.id === shown.id ? (
          <RunDetail key={shown.id} run={shown} detail={detail} />
        ) : (
          <CompareView left={shown} right={other} detail={detail} />
        )}
      </section>
    </div>
  )
}

function Waiting() {
  const isSlow = useDelayed(true, 300)
  return isSlow ? (
    <p className="soft runs-wait" role="status">
      Reading the runs…
    </p>
  ) : null
}

function NoSample() {
  return (
    <EmptyState title="No sample is open" text="Choose one on the left; its runs come here.">
      <Button size="xs" onClick={() => useApp.setState({ page: 'annotate' })}>
        Go to Annotate
      </Button>
    </EmptyState>
  )
}

function NoRuns() {
  return (
    <EmptyState
      title="No run yet"
      text="Mark where the target is, or let an MLLM say it; what the candidates came from is kept here."
    >
      <Button size="xs" onClick={() => useApp.setState({ page: 'annotate' })}>
        Go to Annotate
      </Button>
      <Button
        size="xs"
        variant="default"
        onClick={() => useRunsPage.setState({ view: 'batches', batch: 'new' })}
      >
        Propose for many…
      </Button>
    </EmptyState>
  )
}
