import { useState } from 'react'
import type { Run } from '#rpc/schemas/pipeline'
import { pickCandidate } from '../../app/actions/candidates.ts'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { useSession } from '../../state/session.ts'
import { Section } from '../../ui/Section.tsx'
import { judgeSummary, judgedRows, type JudgedRow } from './judged-rows.ts'

/** Reasons that are shown before the others are asked for. */
const most = 4

/** What the judge said of each candidate, the first-ranked first. */
export function JudgeView({ run }: { readonly run: Run }) {
  const [showsAll, setShowsAll] = useState(false)
  const { judge } = run.record
  if (judge === undefined) return null
  const rows = judgedRows(run)
  const { title, facts, problems, repairs } = judgeSummary(judge)
  const shown = showsAll ? rows : rows.slice(0, most)
  return (
    <Section title={title}>
      {facts === '' ? null : <p className="soft">{facts}</p>}
      {problems.map((problem) => (
        <p key={problem} className="bad">
          {problem}
        </p>
      ))}
      {repairs.map((repair) => (
        <p key={repair} className="soft">
          taken although: {repair}
        </p>
      ))}
      {run.flags.includes('judge-none') ? <NoneFits /> : null}
      {shown.map((row) => (
        <JudgedCard key={row.id} row={row} />
      ))}
      {rows.length > shown.length ? (
        <div>
          <button type="button" className="link-button" onClick={() => setShowsAll(true)}>
            {rows.length - shown.length} more
          </button>
        </div>
      ) : null}
    </Section>
  )
}

function JudgedCard({ row: { id, rank, score, geometric, reason } }: { readonly row: JudgedRow }) {
  const isChosen = useSession((state) => state.chosen.includes(id))
  return (
    <button
      type="button"
      className="judged"
      aria-pressed={isChosen}
      onClick={(event) => pickCandidate(id, event.shiftKey)}
      onMouseEnter={() => useSession.setState({ hovered: id })}
      onMouseLeave={() => useSession.setState({ hovered: null })}
      onFocus={() => useSession.setState({ hovered: id })}
      onBlur={() => useSession.setState({ hovered: null })}
    >
      <span className="judged-head">
        <b>{rank}</b>
        <span className="number" title="The judge’s estimate of the IoU, mean over its rounds">
          {score === null ? 'not judged' : `judge ${score.toFixed(2)}`}
        </span>
        <span className="number soft" title="Our own estimate, from the terms">
          terms {geometric.toFixed(2)}
        </span>
      </span>
      {reason === null || reason === '' ? null : <span>{reason}</span>}
    </button>
  )
}

function NoneFits() {
  const noTarget = commandOf('answer.no-target')
  return (
    <p>
      It says that none of these fits. Mark another place,{' '}
      <button
        type="button"
        className="link-button"
        title={noTarget.hint}
        onClick={() => runCommand(noTarget)}
      >
        answer “no target” (N)
      </button>
      , or draw the mask.
    </p>
  )
}
