import { pauseJob, resumeJob, useJobs } from '../../state/jobs.ts'
import { attempt } from '../../state/notices.ts'
import { showAgreement, showBatch, showRuns } from '../../state/runs-page.ts'
import { useSession } from '../../state/session.ts'
import { withProject, type Command, type CommandContext } from './command.ts'

const withWritableProject = (context: CommandContext) =>
  withProject(context) ?? (context.isReadOnly ? 'The project is open read-only.' : null)

/** The batch that a command without a choice is about. */
function batchIn(...states: readonly string[]): number | null {
  const batches = [...useJobs.getState().jobs.values()].filter(({ kind }) => kind === 'propose')
  return batches.findLast(({ state }) => states.includes(state))?.id ?? null
}

export const runCommands: readonly Command[] = [
  {
    id: 'page.runs',
    title: 'Go to Runs',
    group: 'View',
    keys: [],
    when: withProject,
    run: () => showRuns(),
    hint: 'Everything that runs of the open sample were decided from.',
  },
  {
    id: 'run.show',
    title: 'Show this run in full',
    group: 'Sample',
    keys: ['Alt+R'],
    when: (context) => withProject(context) ?? (context.hasRun ? null : 'There is no run yet.'),
    run: () => showRuns(useSession.getState().run?.id ?? null),
    hint: 'What was sent and said, priors, scores, times and costs of the run on the picture.',
  },
  {
    id: 'run.propose-all',
    title: 'Propose for many…',
    group: 'Sample',
    keys: [],
    when: withWritableProject,
    run: () => showBatch('new'),
    hint: 'Runs the pipeline over many samples in the background; says first what it may cost.',
  },
  {
    id: 'batch.pause',
    title: 'Pause the batch',
    group: 'Sample',
    keys: [],
    when: (context) =>
      withWritableProject(context) ??
      (batchIn('running', 'queued') === null ? 'No batch is under way.' : null),
    run: () => {
      const job = batchIn('running', 'queued')
      if (job !== null) attempt('Pausing', () => pauseJob(job))
    },
    hint: 'What is done is kept; it can be gone on with, also after a restart.',
  },
  {
    id: 'batch.resume',
    title: 'Go on with the paused batch',
    group: 'Sample',
    keys: [],
    when: (context) =>
      withWritableProject(context) ?? (batchIn('paused') === null ? 'No batch is paused.' : null),
    run: () => {
      const job = batchIn('paused')
      if (job !== null) attempt('Going on', () => resumeJob(job))
    },
    hint: 'Replies that were paid for are not asked again.',
  },
  {
    id: 'page.agreement',
    title: 'Compare rankings with accepted masks',
    group: 'View',
    keys: [],
    when: withProject,
    run: showAgreement,
    hint: 'How often the first candidate was right, and how far scores and priors can be trusted.',
  },
]
