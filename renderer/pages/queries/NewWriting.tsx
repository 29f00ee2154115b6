import { Button, Select, Stack } from '@mantine/core'
import { useState } from 'react'
import { writingKinds, type WritingKind } from '#core/dataset/generation'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { JobView } from '../../dialogs/JobView.tsx'
import { useJob } from '../../dialogs/use-job.ts'
import { call } from '../../rpc/client.ts'
import { useApp } from '../../state/app.ts'
import { useMllms } from '../../state/mllm.ts'
import { useModels } from '../../state/models.ts'
import { attempt } from '../../state/notices.ts'
import { useSamples } from '../../state/samples.ts'
import { NumberField } from '../../ui/NumberField.tsx'
import { Tick } from '../../ui/Tick.tsx'
import { kindNotes, kindTitles } from './texts.ts'

/** Has an MLLM write for accepted masks, as a job. */
export function NewWriting() {
  const isReadOnly = useApp((state) => state.project?.isReadOnly ?? true)
  const names = (useMllms((state) => state.states) ?? []).map(({ profile }) => profile.name)
  if (isReadOnly) return <p className="soft">The project is open read-only.</p>
  if (names.length === 0)
    return (
      <div>
        <p className="soft">No MLLM is set up that could write.</p>
        <Button size="xs" variant="default" onClick={() => runCommand(commandOf('mllm.add'))}>
          Set up an MLLM…
        </Button>
      </div>
    )
  return <Form names={names} />
}

const nobody = 'nobody'

function useWriting(names: readonly string[]) {
  const [kind, setKind] = useState<WritingKind>('multi-step')
  const [writer, setWriter] = useState(names[0] ?? '')
  const [verifier, setVerifier] = useState(names[0] ?? nobody)
  const [finder, setFinder] = useState<string | null>(null)
  const [limit, setLimit] = useState(20)
  const [isFiltered, setFiltered] = useState(false)
  const filter = useSamples((state) => state.filter)
  const params = {
    kind,
    writer,
    verifier: verifier === nobody ? null : verifier,
    finder,
    limit,
    filter: isFiltered ? filter : {},
  }
  const set = { setKind, setWriter, setVerifier, setFinder, setLimit, setFiltered }
  return { ...set, isFiltered, params }
}

function Form({ names }: { readonly names: readonly string[] }) {
  const writing = useWriting(names)
  const { kind, finder, limit } = writing.params
  const { setKind, setFinder, setLimit, setFiltered, isFiltered } = writing
  const run = useJob()
  const start = () => run.start(() => call('generate.start', writing.params))
  const canStart = kind !== 'questions' || finder !== null
  return (
    <Stack gap="xs">
      <Select
        size="xs"
        label="Write"
        data={writingKinds.map((one) => ({ value: one, label: kindTitles[one] }))}
        value={kind}
        allowDeselect={false}
        description={kindNotes[kind]}
        inputWrapperOrder={['label', 'input', 'description']}
        onChange={(next) => setKind(writingKinds.find((one) => one === next) ?? kind)}
      />
      <Who names={names} writing={writing} />
      {kind === 'questions' ? <FinderField value={finder} onChange={setFinder} /> : null}
      <NumberField
        label="Samples, at most"
        value={limit}
        min={1}
        max={100_000}
        onChange={setLimit}
      />
      <Tick
        label="Only the samples of the list as filtered"
        isOn={isFiltered}
        onChange={setFiltered}
      />
      <JobView run={run} doing="Writing" />
      <Button
        size="xs"
        loading={run.isRunning}
        disabled={!canStart}
        onClick={() => attempt('Writing', start)}
      >
        Write
      </Button>
    </Stack>
  )
}

type WhoProps = {
  readonly names: readonly string[]
  readonly writing: ReturnType<typeof useWriting>
}

function Who({ names, writing }: WhoProps) {
  const { writer, verifier } = writing.params
  return (
    <>
      <Pick label="Writer" names={names} value={writer} onChange={writing.setWriter} />
      <Pick
        label="Verifier"
        names={[...names, nobody]}
        value={verifier ?? nobody}
        onChange={writing.setVerifier}
      />
    </>
  )
}

type PickProps = {
  readonly label: string
  readonly names: readonly string[]
  readonly value: string
  readonly onChange: (name: string) => void
}

function Pick({ label, names, value, onChange }: PickProps) {
  return (
    <Select
      size="xs"
      label={label}
      data={[...names]}
      value={value}
      allowDeselect={false}
      onChange={(next) => onChange(next ?? value)}
    />
  )
}

type FinderProps = {
  readonly value: string | null
  readonly onChange: (id: string | null) => void
}

/** Text models that are here and make boxes or masks. */
function FinderField({ value, onChange }: FinderProps) {
  const models = useModels((state) => state.models) ?? []
  const found = models.filter(
    ({ kind, state }) => (kind === 'text-boxes' || kind === 'text-masks') && state === 'installed',
  )
  if (found.length === 0)
    return (
      <div>
        <p className="soft">No text model is here that finds what an answer names.</p>
        <Button size="xs" variant="default" onClick={() => useApp.setState({ page: 'models' })}>
          Get one
        </Button>
      </div>
    )
  return (
    <Select
      size="xs"
      label="Text model"
      data={found.map(({ id, title }) => ({ value: id, label: title }))}
      value={value}
      onChange={onChange}
    />
  )
}
