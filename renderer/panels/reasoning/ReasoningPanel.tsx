import { Button, Switch } from '@mantine/core'
import type { SampleDetail } from '#rpc/schemas/annotation'
import { CommandKey } from '../../app/CommandKey.tsx'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { changeSettings } from '../../app/actions/settings.ts'
import { useApp } from '../../state/app.ts'
import { editFields } from '../../state/session-fields.ts'
import { setDrawnPrior, setRegions } from '../../state/session-run.ts'
import { useSession } from '../../state/session.ts'
import { DraftText } from '../../ui/DraftText.tsx'
import { Section } from '../../ui/Section.tsx'
import { useRegionBoxes } from '../viewer/Stage.tsx'
import { GridFields } from './GridFields.tsx'
import { PipelineFields } from './PipelineFields.tsx'
import { RegionRow } from './RegionRow.tsx'
import { SentPictures } from './SentPictures.tsx'

const saveTarget = (target: string) => editFields({ target })

/** The annotator's own reasoning: what the target is and where, and what follows from it. */
export function ReasoningPanel({ detail }: { readonly detail: SampleDetail }) {
  return (
    <>
      <Section title="What">
        <DraftText
          label="Target"
          placeholder="Name what answers the query"
          value={detail.fields.target}
          onSave={saveTarget}
        />
      </Section>
      <Regions detail={detail} />
      <GridFields />
      <ProposeRow />
      <SentPictures image={detail.image} />
      <PipelineFields />
    </>
  )
}

function Regions({ detail }: { readonly detail: SampleDetail }) {
  const regions = useSession((state) => state.regions)
  const drawnPrior = useSession((state) => state.drawnPrior)
  const boxes = useRegionBoxes(detail)
  return (
    <Section
      title="Where"
      aside={
        <span className="section-actions">
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => runCommand(commandOf('tool.region'))}
          >
            Mark (R)
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => runCommand(commandOf('tool.box'))}
          >
            Box (X)
          </Button>
        </span>
      }
    >
      {regions.length === 0 ? (
        <p className="soft">
          Drag over rows and columns of the grid, or draw a box. Shift adds another region.
        </p>
      ) : null}
      {regions.map((region, index) => (
        <RegionRow key={index} region={region} index={index} box={boxes[index]} />
      ))}
      <div className="section-actions">
        <Button
          size="compact-xs"
          variant="default"
          onClick={() =>
            setRegions([...regions, { kind: 'strips', rows: [4, 5], columns: [4, 5] }])
          }
        >
          Add a region
        </Button>
        {regions.length === 0 ? null : (
          <Button size="compact-xs" variant="default" onClick={() => setRegions([])}>
            Remove all
          </Button>
        )}
        {drawnPrior === null ? null : (
          <Button size="compact-xs" variant="default" onClick={() => setDrawnPrior(null)}>
            Drop the drawn prior
          </Button>
        )}
      </div>
    </Section>
  )
}

function ProposeRow() {
  const isAuto = useApp((state) => state.settings?.autoPropose ?? true)
  const isBusy = useSession((state) => state.runState.kind === 'busy')
  const propose = commandOf('run.propose')
  return (
    <div className="propose-row">
      <Button
        size="xs"
        loading={isBusy}
        rightSection={<CommandKey name={propose.keys[0]} />}
        onClick={() => runCommand(propose)}
      >
        Propose
      </Button>
      <Switch
        size="xs"
        label="at once when a region is marked"
        checked={isAuto}
        onChange={(event) => changeSettings({ autoPropose: event.currentTarget.checked })}
      />
    </div>
  )
}
