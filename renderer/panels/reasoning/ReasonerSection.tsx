import { Button, Select } from '@mantine/core'
import type { PipelineSettings } from '#rpc/schemas/pipeline'
import { CommandKey } from '../../app/CommandKey.tsx'
import { changePipeline } from '../../app/actions/settings.ts'
import { readContext } from '../../app/commands/command.ts'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { useApp } from '../../state/app.ts'
import { showMllms } from '../../state/mllm-page.ts'
import { useMllms } from '../../state/mllm.ts'
import { isReasoning } from '../../state/prompts.ts'
import { useSession } from '../../state/session.ts'
import { useProjectPrompts } from '../../state/use-prompts.ts'
import { Choice } from '../../ui/Choice.tsx'
import { Section } from '../../ui/Section.tsx'
import { definitions } from './definitions.ts'
import { MllmSelect } from './MllmSelect.tsx'

const reasoners = [
  { value: 'human', label: 'you' },
  { value: 'mllm', label: 'an MLLM' },
] as const

/** Who says where the target is; where it is an MLLM, which one, by which words, and the button that asks it. */
export function ReasonerSection() {
  const pipeline = useApp((state) => state.pipeline)
  if (pipeline === null) return null
  const { reasoner, reason } = pipeline
  return (
    <Section title="Who reasons">
      <Choice
        label="Who reasons"
        isLabelHidden
        title={definitions.reasoner}
        options={reasoners}
        value={reasoner}
        onChange={(next) => changePipeline({ reasoner: next })}
      />
      {reasoner === 'mllm' ? (
        <>
          <MllmSelect
            label="MLLM"
            definition={definitions.reasonProfile}
            value={reason.profile}
            onChange={(profile) => changePipeline({ reason: { ...reason, profile } })}
          />
          <PromptFields reason={reason} />
          <AskRow />
        </>
      ) : null}
    </Section>
  )
}

const distilled = [
  { value: 'text', label: 'words' },
  { value: 'visual', label: 'place' },
  { value: 'both', label: 'both' },
] as const

function PromptFields({ reason }: { readonly reason: PipelineSettings['reason'] }) {
  const entries = useProjectPrompts()
  const entry = entries?.find(({ id }) => id === reason.prompts) ?? null
  const change = (part: Partial<typeof reason>) =>
    changePipeline({ reason: { ...reason, ...part } })
  return (
    <>
      <div className="with-button">
        <PromptSelect
          prompts={reason.prompts}
          onChange={(prompts) => change({ prompts, variant: null })}
        />
        <Button
          size="compact-xs"
          variant="default"
          title="Its wording, and how it differs from the one that ships"
          onClick={() => showMllms({ kind: 'prompts', id: reason.prompts })}
        >
          Edit
        </Button>
      </div>
      {entry === null || entry.variants.length < 2 ? null : (
        <VariantField
          variants={entry.variants}
          variant={reason.variant}
          onChange={(variant) => change({ variant })}
        />
      )}
      <Choice
        label="What goes on"
        title={definitions.distil}
        options={distilled}
        value={reason.distil}
        onChange={(distil) => change({ distil })}
      />
    </>
  )
}

type PromptProps = { readonly prompts: string; readonly onChange: (prompts: string) => void }

function PromptSelect({ prompts, onChange }: PromptProps) {
  const entries = useProjectPrompts()
  const entry = entries?.find(({ id }) => id === prompts) ?? null
  return (
    <Select
      size="xs"
      label="Prompt set"
      labelProps={{ title: definitions.prompts }}
      allowDeselect={false}
      data={entries?.filter(isReasoning).map(({ id }) => ({ value: id, label: id })) ?? [prompts]}
      value={prompts}
      error={
        entry?.problem === null || entry === null ? null : `It cannot be used: ${entry.problem}`
      }
      description={
        entry === null ? null : `${entry.title}${entry.own === null ? '' : ' · own wording'}`
      }
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      onChange={(next) => {
        if (next !== null) onChange(next)
      }}
    />
  )
}

type VariantProps = {
  readonly variants: readonly string[]
  readonly variant: string | null
  readonly onChange: (variant: string | null) => void
}

function VariantField({ variants, variant, onChange }: VariantProps) {
  return (
    <Select
      size="xs"
      label="Questions"
      labelProps={{ title: definitions.variant }}
      allowDeselect={false}
      data={[...variants]}
      value={variant ?? variants[0] ?? null}
      onChange={onChange}
    />
  )
}

function AskRow() {
  const isAsking = useSession(({ runState }) => runState.kind === 'busy' && runState.isAsking)
  // Whether it can run follows the session, the profiles and the settings.
  useSession()
  useMllms()
  useApp()
  const ask = commandOf('run.ask')
  const anew = commandOf('run.ask-anew')
  const reason = ask.when(readContext())
  return (
    <div className="ask-row">
      <Button
        size="xs"
        loading={isAsking}
        aria-disabled={reason !== null}
        {...(reason === null ? {} : { 'data-disabled': true })}
        title={reason ?? ask.hint}
        rightSection={<CommandKey name={ask.keys[0]} />}
        onClick={() => runCommand(ask)}
      >
        Ask
      </Button>
      {reason === null ? (
        anew.when(readContext()) === null ? (
          <Button
            size="xs"
            variant="default"
            disabled={isAsking}
            title={anew.hint}
            onClick={() => runCommand(anew)}
          >
            Anew
          </Button>
        ) : null
      ) : (
        <span className="soft">{reason}</span>
      )}
    </div>
  )
}
