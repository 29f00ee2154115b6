import { Button, Loader } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { RatersReport } from '#rpc/schemas/review'
import { attempt } from '../../state/notices.ts'
import { loadRaters, useRaters } from '../../state/raters.ts'
import { showReview } from '../../state/review.ts'
import { openSample } from '../../state/session-save.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorText } from '../../ui/ErrorText.tsx'
import { Section } from '../../ui/Section.tsx'
import { Term } from '../../ui/Term.tsx'
import { useDelayed } from '../../ui/use-delayed.ts'
import { useRows } from '../../ui/use-rows.ts'
import { RaterMatrix, type Pair } from './RaterMatrix.tsx'
import { definitions } from './texts.ts'

/** Who disagrees with whom, and on which samples most. */
export function RatersView() {
  const { report, failure } = useRaters()
  useEffect(() => attempt('Comparing annotators', loadRaters), [])
  if (failure !== null)
    return (
      <ErrorText
        doing="Comparing annotators"
        error={failure}
        onRetry={() => attempt('Comparing annotators', loadRaters)}
      />
    )
  if (report === null) return <Waiting />
  return (
    <div className="agreement scroll raters" tabIndex={-1}>
      <Head report={report} />
      {report.overall === null ? <Nothing /> : <Masks report={report} />}
    </div>
  )
}

function Waiting() {
  return useDelayed(true, 300) ? (
    <p className="soft runs-wait" role="status">
      <Loader size={12} aria-hidden /> Comparing the masks of annotators…
    </p>
  ) : (
    <div />
  )
}

function Nothing() {
  return (
    <EmptyState
      title="No sample has masks of two annotators yet"
      text="Give second opinions out under Annotators, or give one yourself: open an accepted sample in Annotate and press Shift O."
    >
      <Button size="xs" onClick={() => showReview('people')}>
        Give out work
      </Button>
    </EmptyState>
  )
}

type Props = { readonly report: RatersReport }

function Head({ report }: Props) {
  const isReading = useRaters((state) => state.isReading)
  const { total, samples, overall, categories, verdicts } = report
  const figures = [
    ['mean IoU', overall?.iou ?? null, definitions.iou, overall?.pairs],
    ['boundary IoU', overall?.boundaryIou ?? null, definitions.boundaryIou, overall?.pairs],
    ['same target', overall?.sameTarget ?? null, definitions.sameTarget, overall?.pairs],
    ['α categories', categories.alpha, definitions.alphaCategories, categories.units],
    ['α verdicts', verdicts.alpha, definitions.alphaVerdicts, verdicts.units],
  ] as const
  return (
    <>
      <header className="run-title">
        <h2>Agreement of annotators</h2>
        <span className="soft number">
          n = {samples.length.toLocaleString('en')}
          {total > samples.length ? ` of ${total.toLocaleString('en')}` : ''} samples with two masks
          or more
        </span>
        <Button
          size="compact-xs"
          variant="default"
          loading={isReading}
          onClick={() => attempt('Comparing annotators', loadRaters)}
        >
          Compare again
        </Button>
      </header>
      <dl className="run-figures number">
        {figures.map(([title, value, definition, n]) => (
          <div key={title}>
            <dt>
              <Term definition={definition}>{title}</Term>
            </dt>
            <dd>
              {value === null ? '–' : value.toFixed(2)}{' '}
              <span className="soft">{n === undefined ? '' : `n = ${n}`}</span>
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function Masks({ report }: Props) {
  const [pair, setPair] = useState<Pair | null>(null)
  const samples =
    pair === null
      ? report.samples
      : report.samples.filter(({ raters }) => pair.every((name) => raters.includes(name)))
  return (
    <>
      <Section title="Who with whom">
        <RaterMatrix pairs={report.pairs} chosen={pair} onChoose={setPair} />
      </Section>
      <Section
        title={`Samples, worst first · ${samples.length.toLocaleString('en')}`}
        aside={
          pair === null ? null : (
            <button type="button" className="link-button" onClick={() => setPair(null)}>
              {pair.join(' and ')} ✕
            </button>
          )
        }
      >
        <SampleTable samples={samples} />
      </Section>
    </>
  )
}

const rowHeight = 30
const columns = [
  ['sample', 'Opens it under review, with the history of its masks.'],
  ['query', 'What was asked.'],
  ['annotators', 'Whose masks are compared; the first made the sample’s own.'],
  ['IoU', definitions.iou],
  ['least', definitions.leastIou],
  ['boundary', definitions.boundaryIou],
  ['same target', definitions.sameTarget],
] as const

function SampleTable({ samples }: { readonly samples: RatersReport['samples'] }) {
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useRows(scroller, samples.length, rowHeight)
  return (
    <div className="agreement-table raters-table" role="table" aria-label="Samples">
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
        style={{ height: Math.min(samples.length, 12) * rowHeight + 2 }}
      >
        <div style={{ height: samples.length * rowHeight, position: 'relative' }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const sample = samples[index]
            return sample === undefined ? null : (
              <SampleLine key={sample.row.id} sample={sample} top={start} />
            )
          })}
        </div>
      </div>
    </div>
  )
}

type LineProps = { readonly sample: RatersReport['samples'][number]; readonly top: number }

function SampleLine({ sample, top }: LineProps) {
  const { row, raters, iou, leastIou, boundaryIou, sameTarget } = sample
  const open = () =>
    attempt('Opening the sample', async () => {
      await openSample(row.id)
      showReview('queue')
    })
  return (
    <div
      className="agreement-row"
      role="row"
      style={{ transform: `translateY(${top}px)` }}
      onClick={open}
    >
      <span role="cell">
        {/* Its click is the row's. */}
        <button type="button" className="link-button">
          {row.id}
        </button>
      </span>
      <span role="cell" className="ellipsis">
        {row.query === '' ? row.imageName : row.query}
      </span>
      <span role="cell" className="ellipsis">
        {raters.join(', ')}
      </span>
      {[iou, leastIou, boundaryIou, sameTarget].map((value, i) => (
        <span role="cell" className="number" key={i}>
          {value.toFixed(2)}
        </span>
      ))}
    </div>
  )
}
