import { Button, Loader } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { AgreementReport } from '#rpc/schemas/agreement'
import { useApp } from '../../state/app.ts'
import { attempt } from '../../state/notices.ts'
import { loadAgreement, useAgreement } from '../../state/runs-agreement.ts'
import { showRuns } from '../../state/runs-page.ts'
import { openSample } from '../../state/session-save.ts'
import { Choice } from '../../ui/Choice.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorText } from '../../ui/ErrorText.tsx'
import { PlotCard } from '../../ui/PlotCard.tsx'
import { Term } from '../../ui/Term.tsx'
import { useDelayed } from '../../ui/use-delayed.ts'
import {
  agreementFigures,
  estimatorTitles,
  priorCorrelation,
  priorPoints,
  rankerTitles,
  type Ranker,
} from './agreement-figures.ts'
import { AgreementTable } from './AgreementTable.tsx'
import { AgreementPlot, CalibrationPlot, PriorPlot } from './plots.tsx'

/** How the rankings, the estimates and the priors stand to the masks that were accepted. */
export function AgreementView() {
  const report = useAgreement((state) => state.report)
  const failure = useAgreement((state) => state.failure)
  useEffect(() => attempt('Comparing with accepted masks', loadAgreement), [])
  if (report === null)
    return failure === null ? (
      <Waiting />
    ) : (
      <ErrorText
        doing="Comparing with accepted masks"
        error={failure}
        onRetry={() => attempt('Comparing with accepted masks', loadAgreement)}
      />
    )
  return report.points.length === 0 ? <Nothing /> : <Report report={report} />
}

function Waiting() {
  return useDelayed(true, 300) ? (
    <p className="soft runs-wait" role="status">
      <Loader size={12} aria-hidden /> Comparing candidates with accepted masks…
    </p>
  ) : null
}

function Nothing() {
  return (
    <EmptyState
      title="Nothing to compare yet"
      text="Accept a mask of a sample that has a run: then you see here how often the first candidate was right, how far the scores can be trusted, and what the priors are worth."
    >
      <Button size="xs" onClick={() => useApp.setState({ page: 'annotate' })}>
        Go to Annotate
      </Button>
    </EmptyState>
  )
}

function openRunOf(sample: number, run: number | null): void {
  attempt('Opening the sample', async () => {
    await openSample(sample)
    showRuns(run)
  })
}

function Report({ report }: { readonly report: AgreementReport }) {
  const { points, total } = report
  const runOf = (sample: number) => points.find((point) => point.sample === sample)?.run ?? null
  const open = (sample: number) => openRunOf(sample, runOf(sample))
  return (
    <div className="agreement scroll">
      <header className="run-title">
        <h2>Agreement with accepted masks</h2>
        <span className="soft number">
          n = {points.length.toLocaleString('en')}
          {total > points.length
            ? ` of ${total.toLocaleString('en')}, evenly spaced in the order accepted`
            : ''}
        </span>
        <Refresh />
      </header>
      <div className="plots">
        <RankingPlot report={report} />
        <EstimatePlot report={report} />
        <PriorCard report={report} onOpen={open} />
      </div>
      <AgreementTable points={points} onOpen={open} />
    </div>
  )
}

function Refresh() {
  const isReading = useAgreement((state) => state.isReading)
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={isReading}
      onClick={() => attempt('Comparing with accepted masks', loadAgreement)}
    >
      Compare again
    </Button>
  )
}

type ReportProps = { readonly report: AgreementReport }

function RankingPlot({ report: { agreement, window } }: ReportProps) {
  const [chosen, setChosen] = useState<Ranker | null>(null)
  const ranker = chosen ?? (agreement.judge.all.samples > 0 ? 'judge' : 'geometric')
  const { all, over } = agreement[ranker]
  return (
    <PlotCard
      title="Ranking and annotator"
      definition={`Over the last ${window} samples each: how often the first candidates were what the annotator took, and how well the first one fits.`}
      aside={
        <Choice
          label="Ranked by"
          isLabelHidden
          options={(['judge', 'geometric'] as const).map((value) => ({
            value,
            label: rankerTitles[value],
          }))}
          value={ranker}
          onChange={setChosen}
        />
      }
    >
      {all.samples === 0 ? (
        <p className="soft plot-empty">No accepted mask was chosen from a run ranked like that.</p>
      ) : (
        <>
          <AgreementPlot over={over} window={window} />
          <Figures figures={agreementFigures(all)} />
        </>
      )}
    </PlotCard>
  )
}

function Figures({ figures }: { readonly figures: ReturnType<typeof agreementFigures> }) {
  return (
    <dl className="run-figures number">
      {figures.map(({ title, text, definition }) => (
        <div key={title}>
          <dt>
            <Term definition={definition}>{title}</Term>
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}

function EstimatePlot({ report: { calibration } }: ReportProps) {
  const known = (['judge', 'geometric', 'predicted'] as const).flatMap((who) => {
    const of = calibration[who]
    return of === null ? [] : [{ who, ...of }]
  })
  return (
    <PlotCard
      title="Estimated and true IoU"
      definition="Every candidate of every run here, in tenths of the estimated IoU: its mean against the mean IoU with the accepted mask. On the dashed line the estimate is right; below it, too good."
    >
      {known.length === 0 ? (
        <p className="soft plot-empty">No run here has candidates.</p>
      ) : (
        <>
          <CalibrationPlot calibration={calibration} />
          <table className="run-table calibration">
            <thead>
              <tr>
                <td />
                <th scope="col">masks</th>
                <th scope="col">
                  <Term definition="Expected calibration error, 0 to 1: how far the tenths lie from the dashed line, weighted by their masks (Guo et al. 2017).">
                    error
                  </Term>
                </th>
                <th scope="col">
                  <Term definition="Pearson’s correlation of estimated and true IoU over all masks, −1 to 1.">
                    r
                  </Term>
                </th>
              </tr>
            </thead>
            <tbody>
              {known.map(({ who, n, error, correlation }) => (
                <tr key={who}>
                  <th scope="row">{estimatorTitles[who]}</th>
                  <td className="number">{n.toLocaleString('en')}</td>
                  <td className="number">{error.toFixed(3)}</td>
                  <td className="number">{correlation?.toFixed(2) ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </PlotCard>
  )
}

type PriorCardProps = ReportProps & { readonly onOpen: (sample: number) => void }

function PriorCard({ report, onOpen }: PriorCardProps) {
  const [of, setOf] = useState<'priorIou' | 'softPriorIou'>('priorIou')
  const points = priorPoints(report.points, of)
  const r = priorCorrelation(points)
  return (
    <PlotCard
      title="Prior and mask"
      definition="CoPRS, figure 3: how well the prior covers the accepted mask, against how well the first-ranked candidate does. Where they rise together, better priors make better masks."
      aside={
        <Choice
          label="IoU of the prior"
          isLabelHidden
          options={[
            { value: 'priorIou', label: 'IoU' },
            { value: 'softPriorIou', label: 'soft IoU' },
          ]}
          value={of}
          onChange={setOf}
          title="IoU: of the places where the prior is at least 0.5, at the mask’s size. Soft: shared weight by joint weight, without a threshold."
        />
      }
    >
      {points.length === 0 ? (
        <p className="soft plot-empty">No run here has a prior.</p>
      ) : (
        <>
          <PriorPlot
            points={points}
            title={of === 'priorIou' ? 'prior IoU' : 'soft prior IoU'}
            onOpen={onOpen}
          />
          <p className="number">
            <Term definition="Pearson’s correlation over the points, −1 to 1. The line is that of least squares.">
              r = {r?.toFixed(2) ?? 'not defined'}
            </Term>
            , n = {points.length}
          </p>
        </>
      )}
    </PlotCard>
  )
}
