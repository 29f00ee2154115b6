import { Button } from '@mantine/core'
import { useMemo } from 'react'
import type { Job } from '#rpc/schemas/system'
import { useApp } from '../../state/app.ts'
import { useJobs } from '../../state/jobs.ts'
import { useRunsPage, type ShownBatch } from '../../state/runs-page.ts'
import { BatchDetail } from './BatchDetail.tsx'
import { NewBatch } from './NewBatch.tsx'
import { percentOf } from '../../ui/units.ts'

/** The batches of the project on the left, one of them or the form of a new one on the right. */
export function BatchView() {
  const chosen = useRunsPage((state) => state.batch)
  const jobs = useJobs((state) => state.jobs)
  const isReadOnly = useApp((state) => state.project?.isReadOnly ?? false)
  const batches = useMemo(
    () => [...jobs.values()].filter(({ kind }) => kind === 'propose').toReversed(),
    [jobs],
  )
  const shown: ShownBatch = chosen ?? batches[0]?.id ?? 'new'
  const job = batches.find(({ id }) => id === shown)
  return (
    <div className="batches">
      <div className="runs-side">
        <div className="models-head">
          <h1>Batches</h1>
          <Button
            size="compact-xs"
            variant="default"
            disabled={isReadOnly}
            onClick={() => useRunsPage.setState({ batch: 'new' })}
          >
            New…
          </Button>
        </div>
        <div className="batch-list scroll">
          {batches.map((one) => (
            <BatchRow key={one.id} job={one} isShown={one.id === shown} />
          ))}
          {batches.length === 0 ? <p className="soft runs-wait">None so far.</p> : null}
        </div>
      </div>
      <section className="run-detail scroll" aria-label="Batch" tabIndex={-1}>
        {job === undefined ? (
          <NewBatch isReadOnly={isReadOnly} />
        ) : (
          <BatchDetail key={job.id} job={job} />
        )}
      </section>
    </div>
  )
}

function BatchRow({ job, isShown }: { readonly job: Job; readonly isShown: boolean }) {
  const { id, title, state, done, total, note } = job
  const percent = percentOf(done, total)
  return (
    <button
      type="button"
      className="model-row"
      aria-current={isShown}
      onClick={() => useRunsPage.setState({ batch: id })}
    >
      <span className="model-row-head">
        <span className="ellipsis model-name">{title}</span>
        <span className={state === 'failed' ? 'bad' : 'soft'}>{state}</span>
      </span>
      <span className="soft number ellipsis">
        {[`batch ${id}`, total === null ? '' : `${done} of ${total}`, note]
          .filter((part) => part !== '')
          .join(' · ')}
      </span>
      {percent === null || state === 'done' ? null : (
        <span className="model-bar" aria-hidden>
          <span style={{ width: `${percent}%` }} />
        </span>
      )}
    </button>
  )
}
