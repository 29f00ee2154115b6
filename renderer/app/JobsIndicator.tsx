import { Button, Loader, Popover, Progress } from '@mantine/core'
import { IconListCheck, IconPlayerPause } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Job } from '#rpc/schemas/system'
import {
  cancelJob,
  canResume,
  clearEndedJobs,
  isEnded,
  isUnderWay,
  pauseJob,
  resumeJob,
  useJobs,
  whyFailed,
} from '../state/jobs.ts'
import { attempt } from '../state/notices.ts'
import { showBatch } from '../state/runs-page.ts'
import { ModelWork, useModelWork } from './ModelWork.tsx'

/** How much long work is under way; the list has progress, pause, cancel, and how it ended. */
export function JobsIndicator() {
  const jobs = useJobs((state) => state.jobs)
  const cleared = useJobs((state) => state.cleared)
  const list = [...jobs.values()].filter(({ id }) => !cleared.has(id)).toReversed()
  const running = list.filter(isUnderWay)
  const paused = list.filter(({ state }) => state === 'paused')
  const models = useModelWork()
  const count = running.length + models.count
  const first = running[0] ?? models.first
  return (
    <Popover position="bottom-end" width={400} shadow="md" withArrow trapFocus keepMounted={false}>
      <Popover.Target>
        <button
          type="button"
          className="header-button"
          aria-label={`Jobs: ${count} running${paused.length === 0 ? '' : `, ${paused.length} paused`}`}
        >
          {first === undefined ? (
            <Resting paused={paused.length} />
          ) : (
            <>
              <Loader size={12} aria-hidden />
              <span className="ellipsis job-title">{first.title}</span>
              <span className="number">{'share' in first ? first.share : shareText(first)}</span>
            </>
          )}
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Jobs">
        {list.length === 0 && models.isEmpty ? <p className="soft">No long work so far.</p> : null}
        <div className="jobs scroll">
          <ModelWork />
          {list.slice(0, 30).map((job) => (
            <JobRow key={job.id} job={job} isLinked />
          ))}
        </div>
        {list.some(isEnded) ? (
          <Button size="compact-xs" variant="default" mt="xs" onClick={clearEndedJobs}>
            Clear the ended ones
          </Button>
        ) : null}
      </Popover.Dropdown>
    </Popover>
  )
}

function Resting({ paused }: { readonly paused: number }) {
  if (paused === 0) return <IconListCheck size={16} aria-hidden />
  return (
    <>
      <IconPlayerPause size={14} aria-hidden />
      {paused} paused
    </>
  )
}

type RowProps = {
  readonly job: Job
  /** With a button to its page, where it has one. */
  readonly isLinked?: boolean
}

export function JobRow({ job, isLinked }: RowProps) {
  const error = whyFailed(job)
  return (
    <div className="job">
      <div className="job-head">
        <span className="ellipsis">{job.title}</span>
        <span className="fetch-buttons">
          {isUnderWay(job) ? null : (
            <span className={job.state === 'failed' ? 'bad' : 'soft'}>{job.state}</span>
          )}
          {isLinked === true && job.kind === 'propose' ? (
            <JobButton onClick={() => showBatch(job.id)}>Details</JobButton>
          ) : null}
          <JobButtons job={job} />
        </span>
      </div>
      {isEnded(job) ? null : (
        <Progress
          size="sm"
          value={job.total === null || job.total === 0 ? 100 : (100 * job.done) / job.total}
          animated={job.total === null && isUnderWay(job)}
          aria-label={job.title}
        />
      )}
      <div className="soft number">
        {error === null ? `${shareText(job)} ${job.note}`.trim() : `${error.message} ${error.hint}`}
      </div>
    </div>
  )
}

/** Pause, go on, cancel: what can be done with it now. */
export function JobButtons({ job }: { readonly job: Job }) {
  return (
    <>
      {isUnderWay(job) && job.kind === 'propose' ? (
        <JobButton onClick={() => attempt('Pausing', () => pauseJob(job.id))}>Pause</JobButton>
      ) : null}
      {canResume(job) ? (
        <JobButton onClick={() => attempt('Going on', () => resumeJob(job.id))}>Go on</JobButton>
      ) : null}
      {isEnded(job) ? null : (
        <JobButton onClick={() => attempt('Cancelling', () => cancelJob(job.id))}>Cancel</JobButton>
      )}
    </>
  )
}

type ButtonProps = { readonly onClick: () => void; readonly children: ReactNode }

function JobButton({ onClick, children }: ButtonProps) {
  return (
    <Button size="compact-xs" variant="default" onClick={onClick}>
      {children}
    </Button>
  )
}

function shareText(job: Job): string {
  return job.total === null ? (job.done > 0 ? `${job.done}` : '') : `${job.done} / ${job.total}`
}
