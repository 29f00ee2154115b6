import { Button, Group, Select, TextInput } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconQuestionMark, IconX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { QueryCheckRow } from '#rpc/schemas/authoring'
import type { SampleDetail } from '#rpc/schemas/annotation'
import { useMllms } from '../../state/mllm.ts'
import { attempt } from '../../state/notices.ts'
import {
  askQueryCheck,
  loadQueryChecks,
  noteQueryCheck,
  useQueryChecks,
} from '../../state/query-checks.ts'
import { Section } from '../../ui/Section.tsx'
import { Term } from '../../ui/Term.tsx'
import { checkDefinitions, checkTitles } from './check-texts.ts'

type Props = { readonly detail: SampleDetail; readonly isReadOnly: boolean }

/** What is known of the query beside its text; each check says why and can be overruled with a note. */
export function QueryChecks({ detail, isReadOnly }: Props) {
  const sample = detail.row.id
  const { query, isSentence, target, synonyms } = detail.fields
  const wording = JSON.stringify([query, isSentence, target, synonyms])
  useEffect(() => {
    attempt('Checking the query', () => loadQueryChecks(sample))
  }, [sample, wording])
  const known = useQueryChecks()
  const rows = known.sample === sample ? known.rows : []
  if (query.trim() === '') return null
  return (
    <Section title="Checks">
      <ul className="checks" aria-label="Checks of the query">
        {rows.map((row) => (
          <Check key={row.check} sample={sample} row={row} isReadOnly={isReadOnly} />
        ))}
      </ul>
      {isReadOnly ? null : <Asking sample={sample} rows={rows} />}
    </Section>
  )
}

type CheckProps = {
  readonly sample: number
  readonly row: QueryCheckRow
  readonly isReadOnly: boolean
}

function Check({ sample, row, isReadOnly }: CheckProps) {
  const [isNoting, setNoting] = useState(false)
  const { check, verdict, why, note } = row
  const isCounted = note === null && (verdict === 'warn' || verdict === 'bad')
  return (
    <li className="check-row" data-verdict={note === null ? verdict : 'noted'}>
      <Mark verdict={note === null ? verdict : 'ok'} />
      <span>
        <Term definition={checkDefinitions[check]}>{checkTitles[check]}</Term>: {why}
        {note === null ? null : (
          <span className="soft">
            {' '}
            – does not count{note.author === '' ? '' : `, says ${note.author}`}: {note.text}
          </span>
        )}
      </span>
      {isReadOnly || isNoting ? null : isCounted ? (
        <Button size="compact-xs" variant="subtle" onClick={() => setNoting(true)}>
          Overrule…
        </Button>
      ) : note === null ? null : (
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => attempt('Taking the note back', () => noteQueryCheck(sample, check, ''))}
        >
          Take back
        </Button>
      )}
      {isNoting ? (
        <NoteField
          onDone={(text) => {
            setNoting(false)
            if (text !== '') attempt('Noting', () => noteQueryCheck(sample, check, text))
          }}
        />
      ) : null}
    </li>
  )
}

function NoteField({ onDone }: { readonly onDone: (text: string) => void }) {
  const [text, setText] = useState('')
  return (
    <TextInput
      size="xs"
      className="check-note"
      aria-label="Why the check does not count"
      placeholder="Why it does not count, then Enter"
      autoFocus
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => onDone(text.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onDone(text.trim())
        if (event.key === 'Escape') onDone('')
      }}
    />
  )
}

const words = {
  ok: 'fine',
  warn: 'warning',
  bad: 'bad',
  unknown: 'not known',
  unasked: 'not asked',
}

function Mark({ verdict }: { readonly verdict: QueryCheckRow['verdict'] }) {
  const Icon =
    verdict === 'ok'
      ? IconCheck
      : verdict === 'bad'
        ? IconX
        : verdict === 'warn'
          ? IconAlertTriangle
          : IconQuestionMark
  return (
    <span className="check-mark" role="img" aria-label={words[verdict]} title={words[verdict]}>
      <Icon size={13} aria-hidden />
    </span>
  )
}

type AskingProps = { readonly sample: number; readonly rows: readonly QueryCheckRow[] }

function Asking({ sample, rows }: AskingProps) {
  const states = useMllms((state) => state.states) ?? []
  const isAsking = useQueryChecks((state) => state.isAsking)
  const [chosen, setChosen] = useState<string | null>(null)
  const names = states.map(({ profile }) => profile.name)
  const profile = chosen ?? names[0] ?? null
  const open = rows.filter(({ verdict }) => verdict === 'unasked')
  if (profile === null || open.length === 0) return null
  return (
    <Group gap="xs">
      {names.length > 1 ? (
        <Select
          size="xs"
          w={130}
          aria-label="MLLM that is asked"
          data={names}
          value={profile}
          allowDeselect={false}
          onChange={setChosen}
        />
      ) : null}
      <Button
        size="compact-xs"
        variant="default"
        loading={isAsking}
        onClick={() => attempt('Asking about the query', () => askQueryCheck(sample, profile))}
      >
        Ask {profile} ({open.length})
      </Button>
    </Group>
  )
}
