import type { MllmCall } from '#rpc/schemas/mllm'
import type { Run } from '#rpc/schemas/pipeline'
import { Section } from '../../ui/Section.tsx'
import { millisecondsText } from '../../ui/units.ts'
import { timelineOf, type TimelineRow } from './timeline.ts'

type Props = { readonly run: Run; readonly calls: readonly MllmCall[] }

/** What a run did one after the other, and how long each took. */
export function RunTime({ run, calls }: Props) {
  const rows = timelineOf(run, calls)
  const last = rows.at(-1)
  if (last === undefined) return null
  const whole = Math.max(last.from + last.milliseconds, 1e-9)
  return (
    <Section title="Time">
      <div className="timeline" role="table" aria-label="Stages">
        {rows.map((row) => (
          <TimelineLine key={row.id} row={row} whole={whole} />
        ))}
        <div className="timeline-row" role="row">
          <b role="rowheader">all together</b>
          <span aria-hidden />
          <b className="number" role="cell">
            {millisecondsText(whole)}
          </b>
        </div>
      </div>
    </Section>
  )
}

function TimelineLine({ row, whole }: { readonly row: TimelineRow; readonly whole: number }) {
  const { title, kind, from, milliseconds } = row
  const style = { left: `${(100 * from) / whole}%`, width: `${(100 * milliseconds) / whole}%` }
  return (
    <div className="timeline-row" role="row">
      <span role="rowheader">
        {title} {kind === 'replies' ? <span className="soft">{repliesText(row)}</span> : null}
      </span>
      <span className="timeline-track" aria-hidden>
        <span className={kind} style={style} />
      </span>
      <span className="number" role="cell">
        {millisecondsText(milliseconds)}
      </span>
    </div>
  )
}

function repliesText({ calls, cached }: TimelineRow): string {
  const replies = calls === 1 ? '1 reply' : `${calls} replies`
  return cached === 0 ? replies : `${replies}, ${cached} used again`
}
