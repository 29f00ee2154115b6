import { Popover, UnstyledButton } from '@mantine/core'
import { definitionOf } from '#core/metrics/definitions'
import { useFailures } from '../../state/failures.ts'
import { definitionLines, figureText, headFigures, type HeadFigure } from './texts.ts'

/** The headline figures; a click on one says what it means. */
export function FigureCards() {
  const evaluation = useFailures((state) => state.evaluation)
  const means = useFailures((state) => state.funnel?.means) ?? []
  const convention = useFailures((state) => state.convention)
  const isStale = useFailures((state) => state.isStale)
  if (evaluation === null) return null
  const all = evaluation.metrics?.n ?? 0
  return (
    <div className="figure-cards" {...(isStale ? { 'data-stale': true } : {})}>
      {headFigures(evaluation, means, convention).map((figure) => (
        <FigureCard key={figure.metric} figure={figure} all={all} level={evaluation.level} />
      ))}
    </div>
  )
}

type CardProps = { readonly figure: HeadFigure; readonly all: number; readonly level: number }

function FigureCard({ figure, all, level }: CardProps) {
  const { metric, interval, n } = figure
  const title = metric === 'precision' ? 'P@0.5' : definitionOf(metric).title
  const isPart = n !== null && n !== all
  return (
    <Popover width={320} shadow="md" withArrow trapFocus={false}>
      <Popover.Target>
        <UnstyledButton className="figure-card" aria-label={`${title}, what it means`}>
          <span className="soft figure-title">{title}</span>
          <b className="number">{figureText(figure)}</b>
          <span className="soft number figure-note">
            {interval === null
              ? isPart
                ? `of ${n.toLocaleString('en')} samples`
                : ''
              : `${interval.low.toFixed(3)} to ${interval.high.toFixed(3)}`}
          </span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <b>{title}</b>
        {definitionLines(metric).map((line) => (
          <p key={line} className="figure-line">
            {line}
          </p>
        ))}
        {interval === null ? null : (
          <p className="figure-line">
            {Math.round(level * 100)} % interval, by drawing the samples anew with replacement
            (bootstrap)
          </p>
        )}
        {figure.value === null ? (
          <p className="figure-line">– : no sample has a record to compute it from</p>
        ) : null}
      </Popover.Dropdown>
    </Popover>
  )
}
