import { useRef, useState } from 'react'
import type { AgreementPoint } from '#rpc/schemas/agreement'
import { Choice } from '../../ui/Choice.tsx'
import { Section } from '../../ui/Section.tsx'
import { Term } from '../../ui/Term.tsx'
import { useRows } from '../../ui/use-rows.ts'
import { millisecondsText } from '../../ui/units.ts'

type Props = {
  readonly points: readonly AgreementPoint[]
  readonly onOpen: (sample: number) => void
}

type Order = 'worst' | 'latest'

const rowHeight = 30

const columns = [
  ['sample', 'Opens its run.'],
  ['mask', 'Where the accepted mask came from.'],
  ['rank taken', 'Rank of the candidate that was accepted or corrected; – where it was drawn.'],
  ['IoU rank 1', 'Of the first-ranked candidate with the accepted mask.'],
  ['IoU top 3', 'Of the best of the first three with it.'],
  ['judge', 'What the judge gave the first-ranked candidate.'],
  ['geometric', 'What our own terms gave it.'],
  ['predicted', 'What the segmenter foretold of it.'],
  ['prior IoU', 'Of the prior, at 0.5, with the accepted mask.'],
  ['time', 'Of all stages and replies, one after the other.'],
] as const

/** Every sample of the plots, worst first; only the rows on screen exist. */
export function AgreementTable({ points, onOpen }: Props) {
  const [order, setOrder] = useState<Order>('worst')
  const scroller = useRef<HTMLDivElement>(null)
  const sorted =
    order === 'worst' ? points.toSorted((a, b) => a.rankOneIou - b.rankOneIou) : points.toReversed()
  const rows = useRows(scroller, sorted.length, rowHeight)
  return (
    <Section
      title={`Samples · ${points.length}`}
      aside={
        <Choice
          label="Order"
          isLabelHidden
          options={[
            { value: 'worst', label: 'worst first' },
            { value: 'latest', label: 'latest first' },
          ]}
          value={order}
          onChange={setOrder}
        />
      }
    >
      <div className="agreement-table" role="table" aria-label="Samples">
        <div className="agreement-row head" role="row">
          {columns.map(([title, definition]) => (
            <span key={title} role="columnheader">
              <Term definition={definition}>{title}</Term>
            </span>
          ))}
        </div>
        <div
          ref={scroller}
          className="scroll"
          tabIndex={0}
          role="rowgroup"
          style={{ height: Math.min(sorted.length, 10) * rowHeight + 2 }}
        >
          <div style={{ height: sorted.length * rowHeight, position: 'relative' }}>
            {rows.getVirtualItems().map(({ index, start }) => {
              const point = sorted[index]
              return point === undefined ? null : (
                <Row key={point.sample} point={point} top={start} onOpen={onOpen} />
              )
            })}
          </div>
        </div>
      </div>
    </Section>
  )
}

type RowProps = {
  readonly point: AgreementPoint
  readonly top: number
  readonly onOpen: (sample: number) => void
}

function Row({ point, top, onOpen }: RowProps) {
  const number = (value: number | null) => (value === null ? '–' : value.toFixed(2))
  const cells = [
    point.source,
    point.acceptedRank === null ? '–' : `${point.acceptedRank}`,
    number(point.rankOneIou),
    number(point.topThreeIou),
    number(point.judged),
    number(point.geometric),
    number(point.predictedIou),
    number(point.priorIou),
    millisecondsText(point.milliseconds),
  ]
  return (
    <div
      className="agreement-row"
      role="row"
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onOpen(point.sample)}
    >
      <span role="cell">
        {/* Its click is the row's. */}
        <button type="button" className="link-button">
          {point.sample}
        </button>
      </span>
      {cells.map((cell, i) => (
        <span key={i} role="cell" className="number">
          {cell}
        </span>
      ))}
    </div>
  )
}
