import { IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import type { MllmCall } from '#rpc/schemas/mllm'
import type { Run } from '#rpc/schemas/pipeline'
import { loadCalls, useRunCalls } from '../../state/run-calls.ts'
import { attempt } from '../../state/notices.ts'
import { ErrorText } from '../../ui/ErrorText.tsx'
import { Section } from '../../ui/Section.tsx'
import { costText, countText, millisecondsText } from '../../ui/units.ts'
import { LongText } from './LongText.tsx'
import { readingOf } from './reading.ts'
import { SentThumbs } from './SentThumbs.tsx'
import { callStageTitles } from './texts.ts'

/** Every question to an MLLM in its order: what was sent, what came back, how it was read. */
export function RunCalls({ run }: { readonly run: Run }) {
  const told = useRunCalls((state) => state.calls.get(run.id))
  if (told?.kind === 'failed')
    return (
      <ErrorText
        doing="Reading what MLLMs were asked"
        error={told.error}
        onRetry={() => attempt('Reading what MLLMs were asked', () => loadCalls(run.id))}
      />
    )
  if (told?.kind !== 'known') return null
  return (
    <Section title={`Questions to MLLMs · ${told.calls.length}`}>
      {told.calls.length === 0 ? (
        <p className="soft">None was asked: the annotator said where, and our own terms ranked.</p>
      ) : (
        <div className="calls">
          {told.calls.map((call) => (
            <CallView key={call.id} call={call} run={run} />
          ))}
        </div>
      )}
    </Section>
  )
}

type Props = { readonly call: MllmCall; readonly run: Run }

function CallView({ call, run }: Props) {
  const [isOpen, setOpen] = useState(false)
  const isRead = call.outcome === 'read'
  return (
    <div className="call">
      <button
        type="button"
        className="call-head"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <IconChevronRight size={14} aria-hidden className="call-chevron" />
        <span className="soft number">{call.id}</span>
        <b>{callStageTitles[call.stage]}</b>
        <span className={isRead ? 'good' : 'bad'}>{isRead ? 'read ✓' : 'not read ✗'}</span>
        <span className="soft ellipsis">{isRead ? call.model : call.outcome}</span>
        <span className="call-facts soft number">{factsText(call)}</span>
      </button>
      {isOpen ? <CallBody call={call} run={run} /> : null}
    </div>
  )
}

function factsText({ isCached, tries, tokens, cost, milliseconds }: MllmCall): string {
  const counted = `${countText(tokens.input)} + ${countText(tokens.output)} tokens`
  return [
    isCached ? 'used again' : tries > 1 ? `${tries} tries` : '',
    counted,
    cost > 0 ? `cost ${costText(cost)}` : '',
    millisecondsText(milliseconds),
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

function CallBody({ call, run }: Props) {
  const { request, reply, outcome, profile, model } = call
  const reading = readingOf(run.record, call.id)
  return (
    <div className="call-body">
      <p className="soft number">
        {profile} ({model}) · temperature {request.temperature}
        {request.sampleIndex > 0 ? ` · sample ${request.sampleIndex + 1}` : ''} ·{' '}
        {new Date(call.createdAt).toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' })}
      </p>
      {request.system === '' ? null : (
        <details>
          <summary className="fold">System</summary>
          <LongText text={request.system} />
        </details>
      )}
      {request.turns.map((turn, i) => (
        <div key={i} className={`turn ${turn.role}`}>
          <div className="turn-role">{turn.role === 'user' ? 'Sent' : 'It had said'}</div>
          <SentThumbs call={call.id} turn={i} pictures={turn.pictures} />
          <LongText text={turn.text} />
        </div>
      ))}
      <div className="turn reply">
        <div className="turn-role">Reply, as it came</div>
        {reply === null ? <p className="bad">None came.</p> : <LongText text={reply} />}
      </div>
      <div className="turn read">
        <div className="turn-role">How it was read</div>
        {outcome === 'read' ? null : <p className="bad">{outcome}</p>}
        {reading === null ? (
          <p className="soft">Nothing of it went into the run.</p>
        ) : (
          <>
            {reading.lines.map((line) => (
              <p key={line}>{line}</p>
            ))}
            {reading.repairs.map((repair) => (
              <p key={repair} className="soft">
                taken although: {repair}
              </p>
            ))}
          </>
        )}
      </div>
    </div>
  )
}
