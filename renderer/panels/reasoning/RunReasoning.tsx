import { useEffect } from 'react'
import type { SampleDetail } from '#rpc/schemas/annotation'
import type { Run } from '#rpc/schemas/pipeline'
import { attempt } from '../../state/notices.ts'
import { loadCalls, useRunCalls } from '../../state/run-calls.ts'
import { useAsking } from '../../state/asking.ts'
import { useSession } from '../../state/session.ts'
import { ErrorText } from '../../ui/ErrorText.tsx'
import { Section } from '../../ui/Section.tsx'
import { Term } from '../../ui/Term.tsx'
import { millisecondsText } from '../../ui/units.ts'
import { runFlags } from '../record/run-flags.ts'
import { Conclusion } from './Conclusion.tsx'
import { ConsistencyView } from './ConsistencyView.tsx'
import { measures } from './definitions.ts'
import { JudgeView } from './JudgeView.tsx'
import { ReplyLine, ReplyView } from './ReplyView.tsx'
import { spentOn } from './spent.ts'

/** What MLLMs had to do with the last run: its reasoning, the vote, the judge, the checks, and what was not as it should. */
export function RunReasoning({ detail }: { readonly detail: SampleDetail }) {
  const run = useSession((state) => state.run)
  const isAsking = useAsking((state) => state.isUnderWay)
  const isAsked = run !== null && Object.keys(run.record).length > 0
  useEffect(() => {
    if (isAsked) attempt('Reading the run’s record', () => loadCalls(run.id))
  }, [isAsked, run])
  if (run === null || isAsking) return null
  return (
    <>
      <Flags run={run} />
      <Reasoned run={run} detail={detail} />
      <Vote run={run} />
      <JudgeView run={run} />
      <ConsistencyView run={run} />
    </>
  )
}

/** What of the run was not as it should be, as far as MLLMs go. */
function Flags({ run }: { readonly run: Run }) {
  // That none fits is said below by the judge, with what can be done about it.
  const told = run.flags.filter((flag) => flag !== 'judge-none')
  const flags = runFlags(told).filter(({ isOfMllm }) => isOfMllm)
  if (flags.length === 0) return null
  return (
    <ul className="run-flags">
      {flags.map(({ title, text }) => (
        <li key={title}>
          <b>{title}.</b> {text}
        </li>
      ))}
    </ul>
  )
}

function Reasoned({ run, detail }: { readonly run: Run; readonly detail: SampleDetail }) {
  const { reason } = run.record
  const told = useRunCalls((state) => state.calls.get(run.id))
  const calls = told?.kind === 'known' ? told.calls : null
  if (reason === undefined) return null
  if (told?.kind === 'failed')
    return (
      <ErrorText
        doing="Reading the run’s record"
        error={told.error}
        onRetry={() => attempt('Reading the run’s record', () => loadCalls(run.id))}
      />
    )
  const spent = calls === null ? null : spentOn(calls, ['reason', 'region', 'repair'])
  const { prompts, format } = reason
  const facts = [
    `${prompts.id}${prompts.isOwn ? ' (own)' : ''} ${prompts.version}`,
    spent?.model ?? run.settings.reason.profile ?? '',
    ...(spent === null
      ? []
      : [
          spent.isKept ? 'a kept reply' : millisecondsText(spent.milliseconds),
          ...(spent.tokens === null ? [] : [`${spent.tokens.toLocaleString('en')} tokens`]),
        ]),
  ]
  return (
    <Section title="Steps">
      <p className="soft number run-facts">{facts.join(' · ')}</p>
      <Conclusion run={run} detail={detail} />
      <ReplyView record={reason} id={`${run.id} reason`} />
      {format === null ? null : (
        <p className="soft number">
          format{' '}
          <Term definition={measures.formatPaper}>{format.paper.toFixed(1)} by the paper</Term>,{' '}
          <Term definition={measures.formatCode}>{format.code.toFixed(1)} by its code</Term>
        </p>
      )}
    </Section>
  )
}

function Vote({ run }: { readonly run: Run }) {
  const { vote } = run.record
  if (vote === undefined) return null
  const absent = Math.round(vote.absent * vote.replies.length)
  return (
    <Section
      title="Vote"
      aside={
        <span className="number">
          agreement{' '}
          <Term definition={measures.agreement}>
            <b>{vote.agreement.toFixed(2)}</b>
          </Term>
        </span>
      }
    >
      {absent === 0 ? null : (
        <p>
          <Term definition={measures.absent}>
            {absent} of {vote.replies.length} say absent.
          </Term>
        </p>
      )}
      <div className="vote-lines">
        {vote.replies.map((record, i) => (
          <ReplyLine
            key={i}
            record={record}
            id={`${run.id} vote ${i}`}
            title={`${record.grid.n} × ${record.grid.n}${record.grid.shift ? ', shifted' : ''}`}
          />
        ))}
      </div>
    </Section>
  )
}
