import { Button, Loader } from '@mantine/core'
import { useEffect } from 'react'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { openFailures } from '../../state/failure-case.ts'
import { stopFailures, useFailures } from '../../state/failures.ts'
import { attempt } from '../../state/notices.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorText } from '../../ui/ErrorText.tsx'
import { useDelayed } from '../../ui/use-delayed.ts'
import { CaseView } from './CaseView.tsx'
import { FigureCards } from './FigureCards.tsx'
import { Funnel } from './Funnel.tsx'
import { Gallery } from './Gallery.tsx'
import { CategoryPlot, IouPlot } from './plots.tsx'
import { SetBar } from './SetBar.tsx'
import { StatusLine } from './StatusLine.tsx'
import '../../styles/runs.css'
import '../../styles/dataset.css'
import '../../styles/failures.css'

const reading = 'Evaluating the predictions'

/** How far models are from the truth, on which samples, and why. */
export function FailuresPage() {
  const sets = useFailures((state) => state.sets)
  const failure = useFailures((state) => state.failure)
  useEffect(() => {
    attempt(reading, openFailures)
    return stopFailures
  }, [])
  if (failure !== null)
    return (
      <main className="failures-plain">
        <ErrorText doing={reading} error={failure} onRetry={() => attempt(reading, openFailures)} />
      </main>
    )
  if (sets === null) return <Waiting text="Reading the predictions…" />
  return sets.length === 0 ? <Nothing /> : <Evaluated />
}

function Waiting({ text }: { readonly text: string }) {
  return (
    <main className="failures-plain">
      {useDelayed(true, 300) ? (
        <p className="soft" role="status">
          <Loader size={12} aria-hidden /> {text}
        </p>
      ) : null}
    </main>
  )
}

function Nothing() {
  return (
    <main className="failures-plain">
      <EmptyState
        title="No predictions yet"
        text="Bring what a model predicts for these samples, or take this project’s own runs: then you see here how far it is from the accepted masks, on which samples, and which step is to blame."
      >
        <Button size="xs" onClick={() => runCommand(commandOf('predictions.add'))}>
          Import predictions…
        </Button>
      </EmptyState>
    </main>
  )
}

function Evaluated() {
  const evaluation = useFailures((state) => state.evaluation)
  const isOpen = useFailures((state) => state.opened !== null)
  if (evaluation === null) return <Waiting text="Holding the predictions against the truth…" />
  const isBare = evaluation.metrics === null
  return (
    <main className="failures">
      <div className="failures-main scroll">
        <SetBar evaluation={evaluation} />
        {isBare ? <NoTruth /> : isOpen ? <CaseView /> : <Overview />}
      </div>
      <aside className="failures-side scroll" aria-label="Why, and where">
        <Funnel />
        {isBare ? null : <CategoryPlot evaluation={evaluation} />}
        <IouPlot />
      </aside>
      <StatusLine evaluation={evaluation} />
    </main>
  )
}

function Overview() {
  return (
    <>
      <FigureCards />
      <Gallery />
    </>
  )
}

function NoTruth() {
  return (
    <EmptyState
      title="No accepted mask to hold them against"
      text="Accept the masks of some of these samples; the figures then are of those."
    >
      <Button size="xs" onClick={() => runCommand(commandOf('page.annotate'))}>
        Go to Annotate
      </Button>
    </EmptyState>
  )
}
