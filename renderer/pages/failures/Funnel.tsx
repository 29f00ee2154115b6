import { Loader } from '@mantine/core'
import type { FailureCause, FunnelReport } from '#rpc/schemas/predictions'
import { chooseRows, useFailures } from '../../state/failures.ts'
import { attempt } from '../../state/notices.ts'
import { PlotCard } from '../../ui/PlotCard.tsx'
import { causeTexts, funnelRows, type FunnelRow } from './texts.ts'

const definition =
  'Each sample is put down to the first stage that failed; the number in front is what is left after it, the one behind what the stage lost. A click shows the lost ones.'

/** Where it goes wrong, in total; each stage filters the gallery. */
export function Funnel() {
  const funnel = useFailures((state) => state.funnel)
  return (
    <PlotCard
      title="Where it goes wrong"
      definition={definition}
      aside={<Pending report={funnel} />}
    >
      {funnel === null || funnel.samples === 0 ? (
        <p className="soft plot-empty">
          {funnel === null ? 'Looking for the causes…' : 'No sample is measured yet'}
        </p>
      ) : (
        <div className="funnel number">
          <div className="funnel-row">
            <span>samples</span>
            <Bar share={1} />
            <b>{funnel.samples.toLocaleString('en')}</b>
          </div>
          {funnelRows(funnel).map((row) => (
            <Stage key={row.cause} row={row} all={funnel.samples} />
          ))}
          <RightRow report={funnel} />
        </div>
      )}
    </PlotCard>
  )
}

function Pending({ report }: { readonly report: FunnelReport | null }) {
  const isReading = useFailures((state) => state.isReading)
  if (report === null || report.pending === 0 || !isReading) return null
  return (
    <span className="soft number" role="status">
      <Loader size={12} aria-hidden /> {report.pending.toLocaleString('en')} left to measure
    </span>
  )
}

function Stage({ row, all }: { readonly row: FunnelRow; readonly all: number }) {
  const { cause, title, left, lost, unknown } = row
  const isOn = useFailures(({ choice }) => choice.causes.includes(cause))
  const unrecorded =
    unknown === 0 ? '' : ` ${unknown.toLocaleString('en')} samples have no record of this stage.`
  return (
    <button
      type="button"
      className="funnel-row"
      aria-pressed={isOn}
      title={`${causeTexts[cause].definition}${unrecorded}`}
      onClick={() => filterBy(cause, isOn)}
    >
      <span>{title}</span>
      <Bar share={left / all} />
      <b>{left.toLocaleString('en')}</b>
      <span className="funnel-lost">{lost === 0 ? '' : `−${lost.toLocaleString('en')}`}</span>
    </button>
  )
}

function RightRow({ report }: { readonly report: FunnelReport }) {
  const isOn = useFailures(({ choice }) => choice.causes.includes('right'))
  return (
    <button
      type="button"
      className="funnel-row"
      aria-pressed={isOn}
      title={causeTexts.right.definition}
      onClick={() => filterBy('right', isOn)}
    >
      <span>right throughout</span>
      <Bar share={report.right / report.samples} />
      <b>{report.right.toLocaleString('en')}</b>
    </button>
  )
}

function Bar({ share }: { readonly share: number }) {
  return (
    <span className="funnel-bar" aria-hidden>
      <span style={{ width: `${share * 100}%` }} />
    </span>
  )
}

function filterBy(cause: FailureCause, isOn: boolean): void {
  attempt('Showing the samples', () => chooseRows({ causes: isOn ? [] : [cause] }))
}
