import type { Run } from '#rpc/schemas/pipeline'
import type { RunRecord } from '#rpc/schemas/record'
import { Section } from '../../ui/Section.tsx'
import { Term } from '../../ui/Term.tsx'
import { definitions, regionText } from './texts.ts'

/** What answers the query and where it is said to be, with how sure that is. */
export function RunReasoning({ run }: { readonly run: Run }) {
  const { reasoning, record } = run
  return (
    <Section title="Reasoning">
      <dl className="facts-list wide">
        {reasoning.kind === 'absent' ? (
          <>
            <dt>Target</dt>
            <dd>
              <b>none</b>: nothing in the picture answers the query
            </dd>
          </>
        ) : (
          <>
            <dt>Target</dt>
            <dd>
              <b>{reasoning.target === '' ? 'not named' : reasoning.target}</b>
              {reasoning.attributes.length === 0 ? null : (
                <span className="soft"> · {reasoning.attributes.join(', ')}</span>
              )}
            </dd>
            <dt>{reasoning.regions.length === 1 ? 'Place' : 'Places'}</dt>
            <dd className="number">{reasoning.regions.map(regionText).join('; ')}</dd>
          </>
        )}
        {reasoning.rationale === '' ? null : (
          <>
            <dt>Rationale</dt>
            <dd>{reasoning.rationale}</dd>
          </>
        )}
        <Prompts record={record} />
        <Vote record={record} />
        <Consistency record={record} />
      </dl>
    </Section>
  )
}

type PartProps = { readonly record: RunRecord }

function Prompts({ record: { reason } }: PartProps) {
  if (reason === undefined) return null
  const { prompts, format } = reason
  return (
    <>
      <dt>Prompts</dt>
      <dd>
        {prompts.id}, version {prompts.version}, {prompts.variant}
        {prompts.isOwn ? <span className="soft"> · the project’s own wording</span> : null}
      </dd>
      {format === null ? null : (
        <>
          <dt>
            <Term definition={definitions.format}>Format</Term>
          </dt>
          <dd className="number">
            {format.paper.toFixed(2)} by the paper, {format.code.toFixed(2)} by its code
          </dd>
        </>
      )}
    </>
  )
}

function Vote({ record: { vote } }: PartProps) {
  if (vote === undefined) return null
  return (
    <>
      <dt>Vote</dt>
      <dd className="number">
        {vote.replies.length} replies,{' '}
        <Term definition={definitions.agreement}>agreement {vote.agreement.toFixed(2)}</Term>,{' '}
        <Term definition={definitions.absent}>{Math.round(100 * vote.absent)} % found nothing</Term>
      </dd>
    </>
  )
}

function Consistency({ record: { consistency } }: PartProps) {
  if (consistency === undefined) return null
  const { score, parts, reason, problem } = consistency
  return (
    <>
      <dt>
        <Term definition={definitions.consistency}>Consistency</Term>
      </dt>
      <dd>
        {score === null || parts === null ? (
          <span className="bad">not scored: {problem?.message ?? 'no readable reply'}</span>
        ) : (
          <>
            <b className="number">{score.toFixed(2)}</b>{' '}
            <span className="soft number">
              logic {parts.logic.toFixed(2)}, relevance {parts.relevance.toFixed(2)}, visual{' '}
              {parts.visual.toFixed(2)}, localisation {parts.localisation.toFixed(2)}
            </span>
          </>
        )}
        {reason === '' ? null : <div className="soft">{reason}</div>}
      </dd>
    </>
  )
}
