import type { Run } from '#rpc/schemas/pipeline'
import { Section } from '../../ui/Section.tsx'
import { Term } from '../../ui/Term.tsx'
import { measures } from './definitions.ts'

const parts = [
  { name: 'logic', title: 'logic' },
  { name: 'relevance', title: 'relevance' },
  { name: 'visual', title: 'what is seen' },
  { name: 'localisation', title: 'where it points' },
] as const

/** How well the reasoning hangs together, with its four parts. */
export function ConsistencyView({ run }: { readonly run: Run }) {
  const { consistency } = run.record
  if (consistency === undefined) return null
  const { score, problem, reason } = consistency
  return (
    <Section
      title="Consistency"
      aside={
        <span className="number">
          <Term definition={measures.consistency}>
            <b>{score === null ? 'none' : score.toFixed(2)}</b>
          </Term>
        </span>
      }
    >
      {problem === null ? null : <p className="bad">{problem.message}</p>}
      {consistency.parts === null ? null : (
        <div className="part-bars">
          {parts.map(({ name, title }) => (
            <PartBar
              key={name}
              title={title}
              definition={measures[name]}
              value={consistency.parts?.[name] ?? 0}
            />
          ))}
        </div>
      )}
      {reason === '' ? null : <p className="soft">{reason}</p>}
    </Section>
  )
}

type BarProps = {
  readonly title: string
  readonly definition: string
  readonly value: number
}

function PartBar({ title, definition, value }: BarProps) {
  return (
    <div className="part-bar" title={definition}>
      <span>{title}</span>
      <span className="part-track" aria-hidden>
        <span style={{ width: `${100 * value}%` }} />
      </span>
      <span className="number">{value.toFixed(2)}</span>
    </div>
  )
}
