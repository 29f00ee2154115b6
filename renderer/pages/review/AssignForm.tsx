import { Button, Select } from '@mantine/core'
import { useState } from 'react'
import type { Params } from '#rpc/contract'
import { roles, type Annotator, type Role } from '#rpc/schemas/review'
import { call } from '../../rpc/client.ts'
import { loadAnnotators } from '../../state/annotators.ts'
import { attempt, notify } from '../../state/notices.ts'
import { emptyFilter, useSamples } from '../../state/samples.ts'
import { Choice } from '../../ui/Choice.tsx'
import { NumberField } from '../../ui/NumberField.tsx'
import { Section } from '../../ui/Section.tsx'
import { roleNames } from './texts.ts'

type Source = 'accepted' | 'todo' | 'listed'

const sources = [
  { value: 'accepted', label: 'accepted' },
  { value: 'todo', label: 'to do' },
  { value: 'listed', label: 'as listed in Annotate' },
] as const

/** Gives samples under a filter to an annotator. */
export function AssignForm({ all }: { readonly all: readonly Annotator[] }) {
  const names = all.filter(({ isRetired }) => !isRetired).map(({ name }) => name)
  const [annotator, setAnnotator] = useState<string | null>(null)
  const [role, setRole] = useState<Role>('review')
  const [source, setSource] = useState<Source>('accepted')
  const [most, setMost] = useState(20)
  const listed = useSamples((state) => state.filter)
  const who = annotator !== null && names.includes(annotator) ? annotator : (names[0] ?? null)
  const filter = source === 'listed' ? listed : { ...emptyFilter, status: source }
  return (
    <Section title="Give out work">
      <div className="people-form">
        <Select
          size="xs"
          label="To"
          allowDeselect={false}
          data={names}
          value={who}
          onChange={setAnnotator}
        />
        <Choice
          label="What"
          options={roles.map((value) => ({ value, label: roleNames[value] }))}
          value={role}
          onChange={setRole}
        />
        <Choice label="Samples" options={sources} value={source} onChange={setSource} />
        <NumberField
          label="At most"
          definition="Of more than this, as many, evenly spaced"
          min={1}
          max={100_000}
          value={most}
          onChange={setMost}
        />
        <Button
          size="xs"
          disabled={who === null}
          onClick={() => {
            if (who !== null)
              attempt('Assigning', () => assign({ annotator: who, role, filter, most }))
          }}
        >
          Assign
        </Button>
      </div>
    </Section>
  )
}

async function assign(work: Params<'assignments.assign'>): Promise<void> {
  const { assigned, known } = await call('assignments.assign', work)
  notify({
    level: 'success',
    title: `${assigned} assigned to ${work.annotator}.`,
    hint: known === 0 ? '' : `${known} were before.`,
  })
  await loadAnnotators()
}
