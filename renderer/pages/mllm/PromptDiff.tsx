import { useMemo, useState } from 'react'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { diffRows, foldRows, type DiffRow } from './diff-rows.ts'

type Props = { readonly before: string; readonly after: string }

/** How the wording differs from the one that ships, line by line. */
export function PromptDiff({ before, after }: Props) {
  const blocks = useMemo(() => foldRows(diffRows(before, after)), [before, after])
  if (before === after)
    return (
      <EmptyState
        title="No differences"
        text="This is the wording that ships. Changes show here, beside what they replace."
      />
    )
  return (
    <div className="diff" role="region" aria-label="Differences from the shipped wording">
      <p className="soft diff-legend">
        <span className="diff-removed">− as it ships</span>
        <span className="diff-added">+ this project</span>
      </p>
      {blocks.map((block, i) =>
        block.kind === 'rows' ? (
          block.rows.map((row) => <Row key={`${row.kind}${row.line}`} row={row} />)
        ) : (
          <Fold key={i} rows={block.rows} />
        ),
      )}
    </div>
  )
}

function Fold({ rows }: { readonly rows: readonly DiffRow[] }) {
  const [isOpen, setOpen] = useState(false)
  if (isOpen) return rows.map((row) => <Row key={row.line} row={row} />)
  return (
    <button type="button" className="diff-fold" onClick={() => setOpen(true)}>
      {rows.length} {rows.length === 1 ? 'line' : 'lines'} alike
    </button>
  )
}

const signs = { same: ' ', removed: '−', added: '+' } as const
const names = { same: '', removed: 'shipped: ', added: 'own: ' } as const

function Row({ row: { kind, parts, line } }: { readonly row: DiffRow }) {
  return (
    <div className={`diff-row diff-${kind}`}>
      <span className="diff-line number" aria-hidden>
        {line}
      </span>
      <span className="diff-sign" aria-hidden>
        {signs[kind]}
      </span>
      <span className="diff-text">
        <span className="visually-hidden">{names[kind]}</span>
        {parts.map(({ text, isChanged }, i) =>
          isChanged ? <mark key={i}>{text}</mark> : <span key={i}>{text}</span>,
        )}
      </span>
    </div>
  )
}
