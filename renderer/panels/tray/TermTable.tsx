import type { Run } from '#rpc/schemas/pipeline'
import { scoreDefinition, termRows } from './terms.ts'

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
        <tr title={scoreDefinition}>
          <th scope="row">score</th>
          <td className="number">
            <b>{candidate.score.toFixed(2)}</b>
          </td>
        </tr>
      </tbody>
    </table>
  )
}
