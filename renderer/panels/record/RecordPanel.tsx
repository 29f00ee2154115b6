import { Button } from '@mantine/core'
import type { SampleDetail } from '#rpc/schemas/annotation'
import type { Run } from '#rpc/schemas/pipeline'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { bridge } from '../../rpc/bridge.ts'
import { attempt } from '../../state/notices.ts'
import { useSession } from '../../state/session.ts'
import { announce } from '../../state/view.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Section } from '../../ui/Section.tsx'
import { costText } from '../../ui/units.ts'
import { CandidateFacts } from '../tray/CandidateCard.tsx'
import { runFlags } from './run-flags.ts'

/** Everything the last run was decided from. */
export function RecordPanel(_props: { readonly detail: SampleDetail }) {
  const run = useSession((state) => state.run)
  if (run === null)
    return (
      <EmptyState title="No run yet" text="Propose candidates; what they came from is kept here.">
        <Button size="xs" onClick={() => runCommand(commandOf('run.propose'))}>
          Propose
        </Button>
      </EmptyState>
    )
  return (
    <>
      <RunFacts run={run} />
      <ChosenFacts run={run} />
      <Timings run={run} />
      <Json title="Settings" value={run.settings} />
      <Json title="Reasoning" value={run.reasoning} />
      <Json title="Numbers the candidates were decided from" value={run.numbers} />
    </>
  )
}

function RunFacts({ run }: { readonly run: Run }) {
  const copy = async () => {
    await bridge.copyText(JSON.stringify(run, null, 2))
    announce('Copied.')
  }
  return (
    <Section
      title={`Run ${run.id}`}
      aside={
        <Button size="compact-xs" variant="default" onClick={() => attempt('Copying', copy)}>
          Copy as JSON
        </Button>
      }
    >
      <dl className="facts-list">
        <dt>Made</dt>
        <dd className="number">
          {new Date(run.createdAt).toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' })}
        </dd>
        <dt>Model</dt>
        <dd>
          {run.model.id}
          <code className="digest" title="SHA-256 of the model’s files">
            {run.model.digest}
          </code>
        </dd>
        <dt>Reasoner, judge</dt>
        <dd>{whoText(run)}</dd>
        <SpentRows run={run} />
        <dt>Prior</dt>
        <dd>{run.prior === null ? 'none' : run.prior.sources.join(' × ')}</dd>
        <dt>Candidates</dt>
        <dd>{run.candidates.length}</dd>
        <dt>Flags</dt>
        <dd>
          <Flags run={run} />
        </dd>
        {run.isStale ? (
          <>
            <dt>Stale</dt>
            <dd className="bad">the query was changed after this run</dd>
          </>
        ) : null}
      </dl>
    </Section>
  )
}

function Flags({ run }: { readonly run: Run }) {
  if (run.flags.length === 0) return 'none'
  return runFlags(run.flags).map(({ title, text }) => (
    <span key={title} title={text}>
      {title}.{' '}
    </span>
  ))
}

/** Who said where the target is, and who scored; profiles by their names. */
function whoText({ settings, record }: Run): string {
  const { reason, judging } = settings
  const reasoner = record.reason === undefined ? 'you' : (reason.profile ?? 'an MLLM')
  const judge = record.judge === undefined ? 'geometric' : (judging.profile ?? 'an MLLM')
  return `${reasoner}, ${judge}`
}

/** What was asked of MLLMs for this run. */
function SpentRows({ run }: { readonly run: Run }) {
  const { spent } = run.record
  if (spent === undefined) return null
  const { calls, cached, input, output, cost } = spent
  return (
    <>
      <dt>Asked</dt>
      <dd className="number">
        {calls} {calls === 1 ? 'question' : 'questions'}
        {cached === 0 ? '' : `, ${cached} by kept replies`}
      </dd>
      <dt>Tokens</dt>
      <dd className="number" title="Sent + received, as the hosts counted them">
        {input.toLocaleString('en')} + {output.toLocaleString('en')}
      </dd>
      <dt>Cost</dt>
      <dd className="number" title="Tokens times the profiles’ prices, in their currency">
        {costText(cost)}
      </dd>
    </>
  )
}

function ChosenFacts({ run }: { readonly run: Run }) {
  const chosen = useSession((state) => state.chosen)
  const shown = run.candidates.filter(({ id }) => chosen.includes(id))
  if (shown.length === 0) return null
  return (
    <Section
      title={
        shown.length === 1 ? 'Score of the chosen candidate' : 'Scores of the chosen candidates'
      }
    >
      {shown.map((candidate) => (
        <CandidateFacts key={candidate.id} candidate={candidate} />
      ))}
    </Section>
  )
}

function Timings({ run }: { readonly run: Run }) {
  const stages = Object.entries(run.timings)
  if (stages.length === 0) return null
  const sum = stages.reduce((total, [, time]) => total + time, 0)
  return (
    <Section title="Time">
      <dl className="facts-list number">
        {stages.map(([stage, time]) => (
          <div key={stage} className="pair">
            <dt>{stage}</dt>
            <dd>{time.toFixed(0)} ms</dd>
          </div>
        ))}
        <div className="pair">
          <dt>all stages</dt>
          <dd>{sum.toFixed(0)} ms</dd>
        </div>
      </dl>
    </Section>
  )
}

function Json({ title, value }: { readonly title: string; readonly value: unknown }) {
  return (
    <Section title={title} isFolded>
      <pre className="json scroll" tabIndex={0}>
        {JSON.stringify(value, null, 2)?.slice(0, 60_000)}
      </pre>
    </Section>
  )
}
