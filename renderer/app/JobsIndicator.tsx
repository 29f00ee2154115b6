import { Button, Loader, Popover, Progress } from '@mantine/core'
import { IconListCheck } from '@tabler/icons-react'
import type { Job } from '#rpc/schemas/system'
import { call } from '../rpc/client.ts'
import { forgetEndedJobs, isEnded, useJobs } from '../state/jobs.ts'
import { attempt } from '../state/notices.ts'
import { ModelWork, useModelWork } from './ModelWork.tsx'

/** How much long work is under way; the list has progress, cancel, and how it ended. */
export function JobsIndicator() {
  const jobs = useJobs((state) => state.jobs)
  const list = [...jobs.values()].toReversed()
  const running = list.filter((job) => !isEnded(job))
  const models = useModelWork()
  const count = running.length + models.count
  const first = running[0] ?? models.first
  return (
    <Popover position="bottom-end" width={400} shadow="md" withArrow trapFocus keepMounted={false}>
      <Popover.Target>
        <button type="button" className="header-button" aria-label={`Jobs: ${count} running`}>
          {first === undefined ? (
            <IconListCheck size={16} aria-hidden />
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
            <JobRow key={job.id} job={job} />
          ))}
        </div>
        {list.some(isEnded) ? (
          <Button size="compact-xs" variant="default" mt="xs" onClick={forgetEndedJobs}>
            Clear the ended ones
          </Button>
        ) : null}
      </Popover.Dropdown>
    </Popover>
  )
}

export function JobRow({ job }: { readonly job: Job }) {
  return (
    <div className="job">
      <div className="job-head">
        <span className="ellipsis">{job.title}</span>
        {isEnded(job) ? (
          <span className={job.state === 'failed' ? 'bad' : 'soft'}>{job.state}</span>
        ) : (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => attempt('Cancelling', () => call('jobs.cancel', { job: job.id }))}
          >
            Cancel
          </Button>
        )}
      </div>
      {isEnded(job) ? null : (
        <Progress
          size="sm"
          value={job.total === null || job.total === 0 ? 100 : (100 * job.done) / job.total}
          animated={job.total === null}
          aria-label={job.title}
        />
      )}
      <div className="soft number">
        {job.error === null
          ? `${shareText(job)} ${job.note}`.trim()
          : `${job.error.message} ${job.error.hint}`}
      </div>
    </div>
  )
}

function shareText(job: Job): string {
  return job.total === null ? (job.done > 0 ? `${job.done}` : '') : `${job.done} / ${job.total}`
}
