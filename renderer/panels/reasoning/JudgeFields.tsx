import { Button } from '@mantine/core'
import type { PipelineSettings } from '#rpc/schemas/pipeline'
import { changePipeline } from '../../app/actions/settings.ts'
import { readContext } from '../../app/commands/command.ts'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { useApp } from '../../state/app.ts'
import { useMllms } from '../../state/mllm.ts'
import { useSession } from '../../state/session.ts'
import { Choice } from '../../ui/Choice.tsx'
import { NumberField } from '../../ui/NumberField.tsx'
import { Section } from '../../ui/Section.tsx'
import { Toggle } from '../../ui/Tick.tsx'
import { definitions } from './definitions.ts'
import { MllmSelect } from './MllmSelect.tsx'

const judges = [
  { value: 'geometric', label: 'geometric' },
  { value: 'mllm', label: 'MLLM' },
  { value: 'blend', label: 'blend' },
] as const

/** Who scores the candidates, and what else that MLLM is asked. */
export function JudgeFields() {
  const pipeline = useApp((state) => state.pipeline)
  if (pipeline === null) return null
  const { judge, judging, checkConsistency, refine } = pipeline
  const change: Change = (part) => changePipeline({ judging: { ...judging, ...part } })
  const isAsked = judge !== 'geometric' || checkConsistency || refine
  return (
    <Section title="Judge and checks" isFolded>
      <Choice
        label="Judge"
        title={definitions.judge}
        options={judges}
        value={judge}
        onChange={(next) => changePipeline({ judge: next })}
      />
      {isAsked ? (
        <MllmSelect
          label="Its MLLM"
          definition={definitions.judgeProfile}
          value={judging.profile}
          onChange={(profile) => change({ profile })}
        />
      ) : null}
      {judge === 'geometric' ? null : (
        <>
          {judge === 'blend' ? (
            <NumberField
              label="The judge’s share of the score"
              definition={definitions.blend}
              min={0}
              max={1}
              digits={2}
              value={judging.blend}
              onChange={(blend) => change({ blend })}
            />
          ) : null}
          <JudgingFields judging={judging} change={change} />
          <JudgeAgain />
        </>
      )}
      <CheckFields checkConsistency={checkConsistency} refine={refine} />
    </Section>
  )
}

type CheckProps = Pick<PipelineSettings, 'checkConsistency' | 'refine'>

function CheckFields({ checkConsistency, refine }: CheckProps) {
  return (
    <>
      <Toggle
        label="Check the reasoning, too"
        definition={definitions.consistency}
        isOn={checkConsistency}
        onChange={(next) => changePipeline({ checkConsistency: next })}
      />
      <Toggle
        label="Correct the first mask once"
        definition={definitions.refine}
        isOn={refine}
        onChange={(next) => changePipeline({ refine: next })}
      />
    </>
  )
}

type Change = (part: Partial<PipelineSettings['judging']>) => void
type FieldsProps = { readonly judging: PipelineSettings['judging']; readonly change: Change }

function JudgingFields({ judging, change }: FieldsProps) {
  return (
    <>
      <Choice
        label="It is shown"
        title={definitions.view}
        options={['masks', 'outlines']}
        value={judging.view}
        onChange={(view) => change({ view })}
      />
      <Toggle
        label="It thinks before it scores"
        definition={definitions.cot}
        isOn={judging.cot}
        onChange={(cot) => change({ cot })}
      />
      <RoundFields judging={judging} change={change} />
      <Toggle
        label="It may say that none fits"
        definition={definitions.askNone}
        isOn={judging.askNone}
        onChange={(askNone) => change({ askNone })}
      />
      <Toggle
        label="Stops when the ranking is settled"
        definition={definitions.stopEarly}
        isOn={judging.stopEarly}
        isDisabled={judging.rounds === 1}
        onChange={(stopEarly) => change({ stopEarly })}
      />
    </>
  )
}

function RoundFields({ judging, change }: FieldsProps) {
  return (
    <div className="field-row thirds">
      <NumberField
        label="Rounds"
        definition={definitions.rounds}
        min={1}
        max={20}
        value={judging.rounds}
        onChange={(rounds) => change({ rounds })}
      />
      <NumberField
        label="Group of"
        definition={definitions.groupSize}
        min={2}
        max={9}
        value={judging.groupSize}
        onChange={(groupSize) => change({ groupSize })}
      />
      <NumberField
        label="Seed"
        definition={definitions.seed}
        min={0}
        max={2_147_483_647}
        value={judging.seed}
        onChange={(seed) => change({ seed })}
      />
    </div>
  )
}

/** The candidates there are, by the settings as they are now. */
function JudgeAgain() {
  // Whether it can run follows these.
  useSession()
  useMllms()
  const command = commandOf('run.judge')
  const reason = command.when(readContext())
  return (
    <div className="ask-row">
      <Button
        size="compact-xs"
        variant="default"
        disabled={reason !== null}
        title={reason ?? command.hint}
        onClick={() => runCommand(command)}
      >
        Judge again
      </Button>
      {reason === null ? null : <span className="soft">{reason}</span>}
    </div>
  )
}
