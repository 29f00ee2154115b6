import { Button } from '@mantine/core'
import type { SampleDetail } from '#rpc/schemas/annotation'
import { CommandKey } from '../../app/CommandKey.tsx'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { changeSettings } from '../../app/actions/settings.ts'
import { useApp } from '../../state/app.ts'
import { editFields } from '../../state/session-fields.ts'
import { setDrawnPrior, setRegions } from '../../state/session-run.ts'
import { useSession } from '../../state/session.ts'
import { asksWhenProposing } from '../../state/asked-settings.ts'
import { DraftText } from '../../ui/DraftText.tsx'
import { Section } from '../../ui/Section.tsx'
import { Toggle } from '../../ui/Tick.tsx'
import { AskState } from './AskState.tsx'
import { GridFields } from './GridFields.tsx'
import { JudgeFields } from './JudgeFields.tsx'
import { LimitFields } from './LimitFields.tsx'
import { PipelineFields } from './PipelineFields.tsx'
import { ReasonerSection } from './ReasonerSection.tsx'
import { RunReasoning } from './RunReasoning.tsx'
import { RegionRow } from './RegionRow.tsx'
import { SentPictures } from './SentPictures.tsx'
import { TextModelFields } from './TextModelFields.tsx'
import { VoteFields } from './VoteFields.tsx'
import { useRegionBoxes } from './use-region-boxes.ts'

const saveTarget = (target: string) => editFields({ target })

/** What the target is and where, by the annotator or an MLLM, and what follows from it. */
export function ReasoningPanel({ detail }: { readonly detail: SampleDetail }) {
  return (
    <>
      <ReasonerSection />
      <AskState />
      <RunReasoning detail={detail} />
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
      <VoteFields />
      <JudgeFields />
      <LimitFields />
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
  const isBusy = useSession(({ runState }) => runState.kind === 'busy' && !runState.isAsking)
  const asks = useApp(({ pipeline }) => pipeline !== null && asksWhenProposing(pipeline))
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
        definition={
          asks
            ? 'Not while an MLLM has a part in it: what costs money or minutes is asked for by the button'
            : 'As soon as the hand rests'
        }
        isDisabled={asks}
        isOn={isAuto && !asks}
        onChange={(autoPropose) => changeSettings({ autoPropose })}
      />
    </div>
  )
}
