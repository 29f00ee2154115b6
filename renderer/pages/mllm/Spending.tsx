import { useMllms } from '../../state/mllm.ts'
import { Term } from '../../ui/Term.tsx'
import { spendingRows } from './texts.ts'

/** What the open project has asked and what it cost. */
export function Spending() {
  const spending = useMllms((state) => state.spending)
  if (spending === null) return null
  return (
    <section className="spending" aria-labelledby="mllm-spending">
      <h2 className="section-title" id="mllm-spending">
        Spent by this project
      </h2>
      <dl className="spending-list number">
        {spendingRows(spending).map(({ title, text, definition }) => (
          <div key={title}>
            <dt>
              <Term definition={definition}>{title}</Term>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
