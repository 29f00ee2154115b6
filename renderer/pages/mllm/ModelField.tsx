import { Autocomplete, Button } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../rpc/client.ts'
import { ClientError } from '../../rpc/client-error.ts'
import { hostOf } from '../../ui/host.ts'
import type { FormPart } from './ProfileFields.tsx'
import { readDraft } from './profile-form.ts'
import { definitions } from './texts.ts'

type Listed =
  | { readonly kind: 'not-yet' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'done'; readonly names: readonly string[] }
  | { readonly kind: 'failed'; readonly text: string }

type Props = FormPart & {
  /** The name its key is known by; null for a new one. */
  readonly was: string | null
  readonly typedKey: string
}

/** The model by its name, with those that the server offers where it says so. */
export function ModelField({ draft, change, problems, was, typedKey }: Props) {
  const [listed, setListed] = useState<Listed>({ kind: 'not-yet' })
  const list = async () => {
    setListed({ kind: 'busy' })
    setListed(await namesFrom({ draft, was, typedKey }))
  }
  return (
    <div className="path-field">
      <Autocomplete
        size="xs"
        label="Model"
        labelProps={{ title: definitions.model }}
        placeholder="as the server calls it"
        spellCheck={false}
        data={listed.kind === 'done' ? [...listed.names] : []}
        limit={200}
        maxDropdownHeight={300}
        value={draft.model ?? ''}
        error={problems['model'] ?? null}
        description={textOf(listed, hostOf(draft.url ?? ''))}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        onChange={(model) => change({ model })}
      />
      <Button
        size="xs"
        variant="default"
        className="beside-described"
        loading={listed.kind === 'busy'}
        title="Asks the server for the names of its models; no picture and no query is sent"
        onClick={() => void list()}
      >
        List
      </Button>
    </div>
  )
}

function textOf(listed: Listed, host: string): string {
  switch (listed.kind) {
    case 'not-yet':
      return 'Type it, or let the server list what it has.'
    case 'busy':
      return `Asking ${host}…`
    case 'failed':
      return listed.text
    case 'done':
      return listed.names.length === 0
        ? `${host} has no list; type the name.`
        : `${listed.names.length} ${listed.names.length === 1 ? 'model' : 'models'}, not all of which see pictures.`
  }
}

type Asked = Pick<Props, 'draft' | 'was' | 'typedKey'>

async function namesFrom({ draft, was, typedKey }: Asked): Promise<Listed> {
  const name = was ?? draft.name ?? ''
  // It is not asked for a model.
  const read = readDraft({ ...draft, name, model: 'any' }, [])
  if (!read.ok)
    return { kind: 'failed', text: Object.values(read.problems)[0] ?? 'Something is missing.' }
  try {
    if (typedKey !== '') await call('mllm.setKey', { name, key: typedKey })
    const names = await call('mllm.models', { profile: read.profile })
    return { kind: 'done', names: names.toSorted((a, b) => a.localeCompare(b)) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const hint = error instanceof ClientError ? ` ${error.hint}` : ''
    return { kind: 'failed', text: `${reason}${hint}` }
  }
}
