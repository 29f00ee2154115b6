import type { Run } from '#rpc/schemas/pipeline'
import { useSession } from '../../state/session.ts'
import { judgedRow } from '../reasoning/judged-rows.ts'
import { judgedScoreDefinition, scoreDefinition, termRows } from './terms.ts'

type Props = { readonly candidate: Run['candidates'][number] }

/** What the score is made of, as one bar. */
export function TermBar({ candidate }: Props) {
  return (
    <span className="term-bar" aria-hidden>
      {termRows(candidate).map(({ name, colour, share }) => (
        <span key={name} style={{ width: `${share * 100}%`, background: colour }} />
      ))}
    </span>
  )
}

/** The same as numbers, each with its definition. */
export function TermTable({ candidate }: Props) {
  return (
    <table className="terms">
      <thead className="visually-hidden">
        <tr>
          <th>Term</th>
          <th>Value × weight</th>
        </tr>
      </thead>
      <tbody>
        {termRows(candidate).map(({ name, title, definition, colour, value, weight }) => (
          <tr key={name} title={definition}>
            <th scope="row">
              <span className="swatch" style={{ background: colour }} aria-hidden />
              {title}
            </th>
            <td className="number">
              {value.toFixed(2)} × {weight.toFixed(2)}
            </td>
          </tr>
        ))}
        <ScoreRows candidate={candidate} />
      </tbody>
    </table>
  )
}

/** The score: of the terms alone, or with the judge's share of it. */
function ScoreRows({ candidate }: Props) {
  const run = useSession((state) => state.run)
  const judged = judgedRow(run, candidate.id)
  const record = run?.record.judge
  if (judged === null || record === undefined)
    return <ScoreRow title="score" definition={scoreDefinition} text={candidate.score.toFixed(2)} />
  const rounds = `in ${judged.rounds} of ${record.rounds.length} ${record.rounds.length === 1 ? 'round' : 'rounds'}`
  return (
    <>
      <ScoreRow
        title="terms together"
        definition={scoreDefinition}
        text={judged.geometric.toFixed(2)}
      />
      <ScoreRow
        title={`judge, ${rounds}`}
        definition="The judge’s estimate of the IoU with the target, mean over the rounds that judged it."
        text={judged.score === null ? 'none' : judged.score.toFixed(2)}
      />
      <ScoreRow
        title="score"
        definition={judgedScoreDefinition(judged.score === null ? 0 : record.weight)}
        text={candidate.score.toFixed(2)}
      />
    </>
  )
}

type RowProps = { readonly title: string; readonly definition: string; readonly text: string }

function ScoreRow({ title, definition, text }: RowProps) {
  return (
    <tr title={definition}>
      <th scope="row">{title}</th>
      <td className="number">
        <b>{text}</b>
      </td>
    </tr>
  )
}
