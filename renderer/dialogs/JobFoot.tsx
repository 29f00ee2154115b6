import { Button, Group } from '@mantine/core'
import { attempt } from '../state/notices.ts'
import { openDialog } from '../state/view.ts'
import type { JobRun } from './use-job.ts'

type Props = {
  readonly run: JobRun
  readonly title: string
  readonly canStart: boolean
  readonly onStart: () => Promise<void>
}

/** The buttons of a dialog that starts a job. */
export function JobFoot({ run, title, canStart, onStart }: Props) {
  return (
    <Group justify="flex-end">
      <Button size="xs" variant="default" onClick={() => openDialog(null)}>
        {run.isRunning ? 'Go on in the background' : 'Close'}
      </Button>
      <Button
        size="xs"
        loading={run.isRunning}
        disabled={!canStart}
        onClick={() => attempt(title, onStart)}
      >
        {title}
      </Button>
    </Group>
  )
}
