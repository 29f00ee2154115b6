import { useRef, type KeyboardEvent } from 'react'
import type { Run } from '#rpc/schemas/pipeline'
import { useRunsPage } from '../../state/runs-page.ts'
import { useRows } from '../../ui/use-rows.ts'
import { makersText } from './texts.ts'
import { shortWhenText, whenText } from './when.ts'

const rowHeight = 66

type Props = { readonly runs: readonly Run[]; readonly shown: number }

/** The runs of the sample, latest first; the arrow keys go from one to the next. */
export function RunList({ runs, shown }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useRows(scroller, runs.length, rowHeight)
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const at = runs.findIndex(({ id }) => id === shown)
    const next = step === undefined ? undefined : runs[at + step]
    if (next === undefined) return
    event.preventDefault()
    useRunsPage.setState({ run: next.id, compared: null })
    rows.scrollToIndex(at + (step ?? 0), { align: 'auto' })
  }
  return (
    <div
      ref={scroller}
      className="run-list scroll"
      role="listbox"
      tabIndex={0}
      aria-label={`Runs, ${runs.length}`}
      aria-activedescendant={`run-${shown}`}
      onKeyDown={walk}
    >
      <div role="presentation" style={{ height: runs.length * rowHeight, position: 'relative' }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const run = runs[index]
          return run === undefined ? null : (
            <RunRow key={run.id} run={run} top={start} isShown={run.id === shown} />
          )
        })}
      </div>
    </div>
  )
}

type RowProps = { readonly run: Run; readonly top: number; readonly isShown: boolean }

function RunRow({ run, top, isShown }: RowProps) {
  const best = run.candidates.find(({ rank }) => rank === 1)
  const found =
    run.reasoning.kind === 'absent'
      ? 'no target'
      : best === undefined
        ? 'nothing found'
        : `${run.candidates.length} found, best ${best.score.toFixed(2)}`
  return (
    <div
      id={`run-${run.id}`}
      className="run-row"
      role="option"
      aria-selected={isShown}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => useRunsPage.setState({ run: run.id, compared: null })}
    >
      <div className="run-row-head">
        <b>Run {run.id}</b>
        {run.isStale ? <span className="badge tiny">stale</span> : null}
        {run.flags.length === 0 ? null : (
          <span className="badge tiny" title="Flags">
            {run.flags.length} ⚑
          </span>
        )}
        <span className="run-when soft number" title={whenText(run.createdAt)}>
          {shortWhenText(run.createdAt)}
        </span>
      </div>
      <div className="ellipsis">{makersText(run.settings)}</div>
      <div className="soft number ellipsis">{found}</div>
    </div>
  )
}
