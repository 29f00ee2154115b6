import { Button } from '@mantine/core'
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
import { Toggle } from '../../ui/Tick.tsx'
import { GridFields } from './GridFields.tsx'
import { PipelineFields } from './PipelineFields.tsx'
import { RegionRow } from './RegionRow.tsx'
import { SentPictures } from './SentPictures.tsx'
import { TextModelFields } from './TextModelFields.tsx'
import { useRegionBoxes } from './use-region-boxes.ts'

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
      <TextModelFields />
    </>
  )
}

function Regions({ detail }: { readonly detail: SampleDetail }) {
  const regions = useSession((state) => state.regions)
  const boxes = useRegionBoxes(detail.image.size)
  return (
    <Section title="Where" aside={<ToolButtons />}>
      {regions.length === 0 ? (
        <p className="soft">
          Drag over rows and columns of the grid, or draw a box. Shift adds another region.
        </p>
      ) : null}
      {regions.map((region, index) => (
        <RegionRow key={index} region={region} index={index} box={boxes[index] ?? null} />
      ))}
      <RegionButtons />
    </Section>
  )
}

function ToolButtons() {
  return (
    <span className="section-actions">
      <SmallButton title="Mark (R)" onClick={() => runCommand(commandOf('tool.region'))} />
      <SmallButton title="Box (X)" onClick={() => runCommand(commandOf('tool.box'))} />
    </span>
  )
}

const middle = { kind: 'strips', rows: [4, 5], columns: [4, 5] } as const

function RegionButtons() {
  const regions = useSession((state) => state.regions)
  const drawnPrior = useSession((state) => state.drawnPrior)
  return (
    <div className="section-actions">
      <SmallButton title="Add a region" onClick={() => setRegions([...regions, middle])} />
      {regions.length === 0 ? null : (
        <SmallButton title="Remove all" onClick={() => setRegions([])} />
      )}
      {drawnPrior === null ? null : (
        <SmallButton title="Drop the drawn prior" onClick={() => setDrawnPrior(null)} />
      )}
    </div>
  )
}

function SmallButton({ title, onClick }: { readonly title: string; readonly onClick: () => void }) {
  return (
    <Button size="compact-xs" variant="default" onClick={onClick}>
      {title}
    </Button>
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
      <Toggle
        label="at once when a region is marked"
        isOn={isAuto}
        onChange={(autoPropose) => changeSettings({ autoPropose })}
      />
    </div>
  )
}
