import type { CSSProperties } from 'react'
import { changeSettings } from '../../app/actions/settings.ts'
import { useApp } from '../../state/app.ts'
import { Term } from '../../ui/Term.tsx'

/** Of the slider: what the command that goes to it looks for. */
export const priorThresholdId = 'prior-threshold'

const definition =
  'Where the prior weighs less than this, nothing is drawn. It changes the picture alone, never what is proposed; the prior IoU of Runs is measured at 0.50.'

/** The scale of the heat map, on it from which weight on it is drawn. */
export function PriorLegend() {
  const threshold = useApp((state) => state.settings?.priorThreshold ?? 0)
  const text = threshold.toFixed(2)
  return (
    <span className="prior-scale">
      <span title="Weight of the prior: 0 = not expected here, 1 = most expected">prior 0</span>
      <input
        id={priorThresholdId}
        type="range"
        className="prior-ramp"
        aria-label="Least weight of the prior that is drawn"
        title={definition}
        style={{ '--from': `${threshold * 100}%` } as CSSProperties}
        min={0}
        max={1}
        step={0.05}
        value={threshold}
        // The arrows go on walking the candidates once the mouse has let go.
        onPointerUp={(event) => event.currentTarget.blur()}
        onChange={(event) => changeSettings({ priorThreshold: Number(event.currentTarget.value) })}
      />
      1
      <Term definition={definition}>
        <span className="number">from {text}</span>
      </Term>
    </span>
  )
}
