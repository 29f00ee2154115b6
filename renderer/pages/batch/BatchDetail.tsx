import { Button, Progress } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { Job } from '#rpc/schemas/system'
import { JobButtons } from '../../app/JobsIndicator.tsx'
import { useApp } from '../../state/app.ts'
import { isUnderWay, resumeJob, whyFailed } from '../../state/jobs.ts'
import { attempt } from '../../state/notices.ts'
import { loadSettled, useBatch, type FailedSample } from '../../state/runs-batch.ts'
import { showRuns } from '../../state/runs-page.ts'
import { openSample } from '../../state/session-save.ts'
import { CopyDetails, ErrorText } from '../../ui/ErrorText.tsx'
import { Section } from '../../ui/Section.tsx'
import { useRows } from '../../ui/use-rows.ts'
import { reasonsOf } from './reasons.ts'

/** How a batch goes: how far, how fast, what it costs, and what failed why. */
export function BatchDetail({ job }: { readonly job: Job }) {
  useReading(job)
  const settled = useBatch((state) => (state.job === job.id ? state.settled : null))
  const failure = useBatch((state) => (state.job === job.id ? state.failure : null))
  return (
    <>
      <header className="run-title">
        <h2>{job.title}</h2>
        <span className={job.state === 'failed' ? 'bad' : 'soft'}>
          batch {job.id} · {job.state}
        </span>
      </header>
      <div className="run-buttons">
        <JobButtons job={job} />
      </div>
      <Going job={job} />
      {failure === null ? null : (
        <ErrorText
          doing="Reading the batch’s samples"
          error={failure}
          onRetry={() => attempt('Reading the batch’s samples', () => loadSettled(job.id))}
        />
      )}
      {settled === null ? null : (
        <>
          <Failures job={job} failed={settled.failed} />
          <Done runs={settled.runs} />
        </>
      )}
    </>
  )
}

const pause = 2000

/** Reads the samples when the batch is looked at, when it stops, and now and then while it goes on. */
function useReading({ id, state, done }: Job): void {
  const last = useRef(0)
  useEffect(() => {
    const read = () => {
      last.current = performance.now()
      attempt('Reading the batch’s samples', () => loadSettled(id))
    }
    const wait = last.current === 0 ? 0 : Math.max(0, last.current + pause - performance.now())
    const timer = setTimeout(read, state === 'running' ? wait : 0)
    return () => clearTimeout(timer)
  }, [id, state, done])
}

function Going({ job }: { readonly job: Job }) {
  const { done, total, note } = job
  const error = whyFailed(job)
  return (
    <div className="batch-going">
      <Progress
        size="lg"
        className="batch-progress"
        value={total === null || total === 0 ? 0 : (100 * done) / total}
        animated={isUnderWay(job)}
        aria-label={job.title}
      />
      <div className="batch-figures number" role="status">
        <span>
          <b>{done}</b>
          {total === null ? '' : ` of ${total}`} samples
        </span>
        {note === '' ? null : (
          <span title="Since it was started or gone on with: samples a minute, time left at that rate, cost by the profiles’ prices">
            {note}
          </span>
        )}
      </div>
      {job.state === 'running' && note === '' ? (
        <p className="soft">Rate and time left are known once the first sample is done.</p>
      ) : null}
      {job.state === 'queued' ? <p className="soft">It waits for other work to end.</p> : null}
      {job.state === 'paused' ? (
        <p className="soft">
          Paused; what is done is kept, and replies that were paid for are not asked again.
        </p>
      ) : null}
      {job.state === 'cancelled' ? (
        <p className="soft">Cancelled; what is done is kept, and it can still be gone on with.</p>
      ) : null}
      {error === null ? null : (
        <div className="model-problem" role="alert">
          <span>
            <b className="bad">It stopped.</b> {error.message} {error.hint}
          </span>
          <CopyDetails text={`${job.title}\n${error.code}: ${error.message}\n${error.hint}`} />
        </div>
      )}
    </div>
  )
}

type FailuresProps = { readonly job: Job; readonly failed: readonly FailedSample[] }

function Failures({ job, failed }: FailuresProps) {
  const isReadOnly = useApp((state) => state.project?.isReadOnly ?? false)
  const reasons = reasonsOf(failed)
  if (failed.length === 0) return null
  return (
    <Section
      title={`Failed · ${failed.length}`}
      aside={
        <Button
          size="compact-xs"
          variant="default"
          disabled={isReadOnly || isUnderWay(job)}
          title={isUnderWay(job) ? 'Pause it first' : 'With what is not done yet'}
          onClick={() => attempt('Trying the failed again', () => resumeJob(job.id, true))}
        >
          Try the failed again
        </Button>
      }
    >
      {reasons.length === 1 ? null : (
        <ul className="plain-list">
          {reasons.map(({ reason, count }) => (
            <li key={reason}>
              <b className="number">{count}</b> {reason}
            </li>
          ))}
        </ul>
      )}
      <SampleRows
        label={`Failed samples, ${failed.length}`}
        rows={failed.map(({ sample, message }) => ({ sample, text: message, tone: 'bad' }))}
        onOpen={(sample) => {
          useApp.setState({ page: 'annotate' })
          attempt('Opening the sample', () => openSample(sample))
        }}
      />
    </Section>
  )
}

type DoneProps = { readonly runs: readonly { readonly sample: number; readonly run: number }[] }

function Done({ runs }: DoneProps) {
  if (runs.length === 0) return null
  return (
    <Section title={`Done · ${runs.length}`}>
      <SampleRows
        label={`Samples done, ${runs.length}`}
        rows={runs.map(({ sample, run }) => ({ sample, text: `run ${run}`, tone: 'soft' }))}
        onOpen={(sample) => {
          const run = runs.find((one) => one.sample === sample)?.run ?? null
          attempt('Opening the run', async () => {
            await openSample(sample)
            showRuns(run)
          })
        }}
      />
    </Section>
  )
}

const rowHeight = 34

type RowsProps = {
  readonly label: string
  readonly rows: readonly {
    readonly sample: number
    readonly text: string
    readonly tone: 'bad' | 'soft'
  }[]
  readonly onOpen: (sample: number) => void
}

/** A long list of samples; only the rows on screen exist. */
function SampleRows({ label, rows, onOpen }: RowsProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const shown = useRows(scroller, rows.length, rowHeight)
  const height = Math.min(rows.length, 8) * rowHeight + 2
  return (
    <div
      ref={scroller}
      className="batch-rows scroll"
      role="group"
      aria-label={label}
      style={{ height }}
    >
      <div style={{ height: rows.length * rowHeight, position: 'relative' }}>
        {shown.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]
          if (row === undefined) return null
          const { sample, text, tone } = row
          return (
            <button
              key={sample}
              type="button"
              className="batch-row"
              style={{ transform: `translateY(${start}px)` }}
              title={text}
              onClick={() => onOpen(sample)}
            >
              <span className="number">sample {sample}</span>
              <span className={`ellipsis ${tone}`}>{text}</span>
            </button>
          )
        })}
      </div>
    </div>
  )
}
