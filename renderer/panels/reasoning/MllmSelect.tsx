import { Button, Select } from '@mantine/core'
import type { MllmState } from '#rpc/schemas/mllm'
import { showMllms } from '../../state/mllm-page.ts'
import { chosenMllm, useMllms } from '../../state/mllm.ts'

type Props = {
  readonly label: string
  readonly definition: string
  readonly value: string | null
  readonly onChange: (name: string) => void
}

/** One of the MLLMs that were set up; where there is none, the way to one. */
export function MllmSelect({ label, definition, value, onChange }: Props) {
  const states = useMllms((state) => state.states)
  const choice = chosenMllm(states, value)
  if (choice.kind === 'unknown') return null
  if (choice.kind === 'none')
    return (
      <div className="field">
        <span className="field-label" title={definition}>
          {label}
        </span>
        <p className="soft">No MLLM is set up on this computer.</p>
        <div>
          <Button size="compact-xs" variant="default" onClick={() => showMllms({ kind: 'new' })}>
            Set up an MLLM…
          </Button>
        </div>
      </div>
    )
  const shown = choice.kind === 'here' ? choice.state.profile.name : value
  const names = states?.map(({ profile }) => profile.name) ?? []
  return (
    <Select
      size="xs"
      label={label}
      labelProps={{ title: definition }}
      placeholder="choose one"
      allowDeselect={false}
      data={optionsOf(names, value)}
      value={shown}
      error={choice.kind === 'missing' ? `${choice.name} is not set up on this computer.` : null}
      description={choice.kind === 'here' ? noteOn(choice.state) : null}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      onChange={(name) => {
        if (name !== null) onChange(name)
      }}
    />
  )
}

function optionsOf(names: readonly string[], value: string | null) {
  const known = names.map((name) => ({ value: name, label: name }))
  return value === null || names.includes(value)
    ? known
    : [...known, { value, label: `${value} (not on this computer)` }]
}

/** What stands between it and an answer; nothing where it can be asked at once. */
function noteOn({ profile, isRemote, isAllowed, key }: MllmState): string | null {
  const notes = [
    ...(isRemote && !isAllowed ? ['You are asked before anything leaves this computer.'] : []),
    ...(isRemote && key === null
      ? [
          profile.keyVariable === null
            ? 'It has no key yet.'
            : `Its key is not in ${profile.keyVariable}.`,
        ]
      : []),
  ]
  return notes.length === 0 ? null : notes.join(' ')
}
