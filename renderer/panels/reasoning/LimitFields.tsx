import { changePipeline } from '../../app/actions/settings.ts'
import { useApp } from '../../state/app.ts'
import { OptionalNumber } from '../../ui/OptionalNumber.tsx'
import { Section } from '../../ui/Section.tsx'
import { definitions } from './definitions.ts'

/** How much may be asked of MLLMs, at most. */
export function LimitFields() {
  const limits = useApp((state) => state.pipeline?.limits)
  if (limits === undefined) return null
  const change = (part: Partial<typeof limits>) =>
    changePipeline({ limits: { ...limits, ...part } })
  return (
    <div id="pipeline-limits">
      <Section title="Limits" isFolded>
        <div className="field-row halves">
          <OptionalNumber
            label="Cost of a run"
            definition={definitions.costPerRun}
            placeholder="no limit"
            digits={4}
            value={limits.costPerRun}
            onChange={(costPerRun) => change({ costPerRun })}
          />
          <OptionalNumber
            label="Tokens of a run"
            definition={definitions.tokensPerRun}
            placeholder="no limit"
            value={limits.tokensPerRun}
            onChange={(tokensPerRun) => change({ tokensPerRun })}
          />
        </div>
        <OptionalNumber
          label="Cost of the project"
          definition={definitions.costPerProject}
          placeholder="no limit"
          digits={4}
          value={limits.costPerProject}
          onChange={(costPerProject) => change({ costPerProject })}
        />
      </Section>
    </div>
  )
}
