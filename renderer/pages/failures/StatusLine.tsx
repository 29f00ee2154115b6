import { Button, Loader } from '@mantine/core'
import type { Evaluation } from '#rpc/schemas/predictions'
import { recompute } from '../../state/failure-case.ts'
import { setDropMissing, useFailures } from '../../state/failures.ts'
import { attempt } from '../../state/notices.ts'
import { Choice } from '../../ui/Choice.tsx'
import { Toggle } from '../../ui/Tick.tsx'

/** By which conventions the figures are, and whether they are of the masks as they are now. */
export function StatusLine({ evaluation }: { readonly evaluation: Evaluation }) {
  const { convention, dropMissing, isReading, isStale } = useFailures()
  return (
    <footer className="failures-status">
      <Choice
        label="Convention of gIoU and cIoU"
        isLabelHidden
        title="LISA adds 1e-5 below the line, as its evaluation does"
        options={[
          { value: 'exact', label: 'exact' },
          { value: 'lisa', label: 'LISA' },
        ]}
        value={convention}
        onChange={(next) => useFailures.setState({ convention: next })}
      />
      <Toggle
        label="Leave out samples without a prediction"
        definition="Else each counts as an empty mask."
        isOn={dropMissing}
        onChange={(isOn) => attempt('Evaluating', () => setDropMissing(isOn))}
      />
      <span className="soft">ignored pixels count for neither side</span>
      <span className="spring" />
      {isReading ? (
        <span className="soft" role="status">
          <Loader size={12} aria-hidden /> computing…
        </span>
      ) : isStale ? (
        <b className="bad" role="status" title="A sample or mask changed since they were computed">
          figures may be old
        </b>
      ) : (
        <span className="soft number" title="Samples drawn anew for each interval">
          intervals from {evaluation.rounds.toLocaleString('en')} rounds
        </span>
      )}
      <Button
        size="compact-xs"
        variant={isStale ? 'filled' : 'default'}
        disabled={isReading}
        onClick={() => attempt('Evaluating', recompute)}
      >
        Recompute
      </Button>
    </footer>
  )
}
