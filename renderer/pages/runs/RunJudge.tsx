import type { Run } from '#rpc/schemas/pipeline'
import type { RunRecord } from '#rpc/schemas/record'
import { Section } from '../../ui/Section.tsx'
import { Term } from '../../ui/Term.tsx'
import { refinementWords, regionText } from './texts.ts'

type JudgeRecord = NonNullable<RunRecord['judge']>
type Group = JudgeRecord['rounds'][number]['groups'][number]

/** Who was shown beside whom, what each got, and the correction that followed. */
export function RunJudge({ run }: { readonly run: Run }) {
  const { judge, refinement } = run.record
  if (judge === undefined && refinement === undefined) return null
  return (
    <Section title="Judge">
      {judge === undefined ? null : <Judged judge={judge} />}
      {refinement === undefined ? null : <Refined refinement={refinement} />}
    </Section>
  )
}

function Judged({ judge }: { readonly judge: JudgeRecord }) {
  const { rounds, groupSize, seed, weight, isSettled, prompts } = judge
  return (
    <>
      <p>
        {prompts.id}, version {prompts.version}, {prompts.turn}
        {prompts.isOwn ? ', the project’s own wording' : ''}. Groups of {groupSize},{' '}
        <Term definition="The shuffles follow from it: the same seed deals the same groups.">
          seed {seed}
        </Term>
        ,{' '}
        <Term definition="Share of the judge in the score; the geometric score has the rest.">
          weight {weight.toFixed(2)}
        </Term>
        , {rounds.length === 1 ? '1 round' : `${rounds.length} rounds`}
        {isSettled ? '; no more, for the ranking was settled' : ''}.
      </p>
      {rounds.map(({ round, groups }) => (
        <div key={round} className="judge-round">
          <h3>Round {round}</h3>
          <div className="judge-groups">
            {groups.map((group, i) => (
              <JudgeGroup key={i} group={group} number={i + 1} />
            ))}
          </div>
        </div>
      ))}
    </>
  )
}

function JudgeGroup({ group, number }: { readonly group: Group; readonly number: number }) {
  const { ids, scores, reasons, noneFits, isRepaired, problem, call } = group
  return (
    <div className="judge-group">
      <div className="judge-group-head">
        <b>Group {number}</b>
        {call === null ? null : <span className="soft number">question {call}</span>}
        {isRepaired ? <span className="badge tiny">asked twice</span> : null}
        {noneFits ? <span className="badge tiny">none fits</span> : null}
      </div>
      {scores === null ? (
        <p className="bad">Not judged: {problem?.message ?? 'no readable reply'}</p>
      ) : (
        <ol>
          {ids.map((id, i) => (
            <li key={id}>
              <span className="number">{id}</span>{' '}
              <b className="number">{(scores[i] ?? 0).toFixed(2)}</b>{' '}
              <span className="soft">{reasons[i]}</span>
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}

type RefinedProps = { readonly refinement: NonNullable<RunRecord['refinement']> }

function Refined({ refinement }: RefinedProps) {
  const { candidate, outcome, missing, surplus, reason, points, before, after, problem } =
    refinement
  return (
    <div>
      <h3>Correction of {candidate}</h3>
      <p>
        {refinementWords[outcome]}{' '}
        <span className="number">
          <Term definition="The segmenter’s own estimate of the IoU of the first mask, and of the corrected one.">
            predicted IoU
          </Term>{' '}
          {before.toFixed(2)}
          {after === null ? '' : ` → ${after.toFixed(2)}`}
        </span>
        {points.length === 0 ? '' : `, ${points.length} points`}.
      </p>
      {missing.length === 0 ? null : <p>Missing: {missing.map(regionText).join('; ')}</p>}
      {surplus.length === 0 ? null : <p>Too much: {surplus.map(regionText).join('; ')}</p>}
      {reason === '' ? null : <p className="soft">{reason}</p>}
      {problem === null ? null : <p className="bad">{problem.message}</p>}
    </div>
  )
}
