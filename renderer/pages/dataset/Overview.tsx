import { Button, Loader } from '@mantine/core'
import { useEffect, useState } from 'react'
import { figureTexts } from '#core/dataset/figure-texts'
import type { FigureId } from '#core/dataset/figures'
import type { DatasetSummary } from '#rpc/schemas/dataset'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { loadSummary, openBar, stopSummary, useDataset } from '../../state/dataset.ts'
import { attempt } from '../../state/notices.ts'
import { Choice } from '../../ui/Choice.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorText } from '../../ui/ErrorText.tsx'
import { PlotCard } from '../../ui/PlotCard.tsx'
import { Term } from '../../ui/Term.tsx'
import { useDelayed } from '../../ui/use-delayed.ts'
import { BarPlot } from './BarPlot.tsx'
import { BarTable } from './BarTable.tsx'
import { headFigures, noneYet, unknownText } from './texts.ts'

const reading = 'Counting the samples'

/** Counts of all samples; every bar leads to the samples behind it. */
export function Overview() {
  const summary = useDataset((state) => state.summary)
  const failure = useDataset((state) => state.failure)
  useEffect(() => {
    attempt(reading, loadSummary)
    return stopSummary
  }, [])
  if (failure !== null)
    return (
      <ErrorText doing={reading} error={failure} onRetry={() => attempt(reading, loadSummary)} />
    )
  if (summary === null) return <Waiting />
  return summary.samples === 0 ? <Nothing /> : <Figures summary={summary} />
}

function Waiting() {
  return useDelayed(true, 300) ? (
    <p className="soft runs-wait" role="status">
      <Loader size={12} aria-hidden /> Counting the samples…
    </p>
  ) : (
    <div />
  )
}

function Nothing() {
  return (
    <EmptyState
      title="No samples yet"
      text="Import images or a data set: then you see here what its queries and masks are like, how far it is, and who took how long."
    >
      <Button size="xs" onClick={() => runCommand(commandOf('images.import'))}>
        Import images…
      </Button>
      <Button size="xs" variant="default" onClick={() => runCommand(commandOf('dataset.import'))}>
        Import data set…
      </Button>
    </EmptyState>
  )
}

/** In the order a person asks: how far, what kind, what the masks are like, what they took. */
const shown: readonly FigureId[] = [
  'day',
  'status',
  'category',
  'component',
  'split',
  'words',
  'area',
  'parts',
  'rank',
  'seconds',
  'clicks',
]

function Figures({ summary }: { readonly summary: DatasetSummary }) {
  const [form, setForm] = useState<'plots' | 'tables'>('plots')
  return (
    <div className="agreement scroll">
      <header className="run-title">
        <h2>Dataset</h2>
        <Progress pending={summary.pending} />
        <span className="spring" />
        <Choice
          label="Shown as"
          isLabelHidden
          options={['plots', 'tables']}
          value={form}
          onChange={setForm}
        />
        <Recount />
      </header>
      <dl className="run-figures number">
        {headFigures(summary).map(({ title, text, definition }) => (
          <div key={title}>
            <dt>
              <Term definition={definition}>{title}</Term>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p className="soft dataset-legend">
        <span className="swatch accepted" aria-hidden /> accepted
        <span className="swatch other" aria-hidden /> not yet
        <span>· click a bar for its samples</span>
      </p>
      <div className="dataset-plots">
        {shown.map((id) => (
          <FigureCard key={id} id={id} summary={summary} form={form} />
        ))}
      </div>
    </div>
  )
}

type CardProps = {
  readonly id: FigureId
  readonly summary: DatasetSummary
  readonly form: 'plots' | 'tables'
}

function FigureCard({ id, summary, form }: CardProps) {
  const figure = summary.figures.find((one) => one.id === id)
  const { title, definition } = figureTexts[id]
  const open = (key: string) => attempt('Showing the samples', () => openBar(id, key))
  if (figure === undefined) return null
  const unknown = unknownText(figure)
  return (
    <PlotCard
      title={title}
      definition={definition}
      aside={
        <span className="soft number">
          n = {figure.n.toLocaleString('en')}
          {unknown === '' ? '' : `, ${unknown}`}
        </span>
      }
    >
      {figure.bars.length === 0 ? (
        <p className="soft plot-empty">{noneYet(id)}</p>
      ) : form === 'plots' ? (
        <BarPlot figure={figure} onOpen={open} />
      ) : (
        <BarTable figure={figure} onOpen={open} />
      )}
    </PlotCard>
  )
}

function Progress({ pending }: { readonly pending: number }) {
  if (pending === 0) return null
  return (
    <span className="soft" role="status">
      <Loader size={12} aria-hidden /> measuring masks, {pending.toLocaleString('en')} left
    </span>
  )
}

function Recount() {
  const isReading = useDataset((state) => state.isReading)
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={isReading}
      onClick={() => attempt(reading, loadSummary)}
    >
      Count again
    </Button>
  )
}
