import { Button, PasswordInput } from '@mantine/core'
import type { MllmState } from '#rpc/schemas/mllm'
import { forgetKey } from '../../app/actions/mllm.ts'
import { bridge } from '../../rpc/bridge.ts'
import { attempt } from '../../state/notices.ts'
import { Section } from '../../ui/Section.tsx'
import type { FormPart } from './ProfileFields.tsx'
import { definitions, keyText } from './texts.ts'
import { TextField } from '../../ui/TextField.tsx'

type Props = FormPart & {
  readonly saved: MllmState | null
  readonly typedKey: string
  readonly onType: (key: string) => void
}

const keeping =
  bridge.mode === 'desktop'
    ? 'Kept encrypted by this system where it has a store for that, else until the program ends.'
    : 'Kept until the program ends: a browser has no store for secrets. To keep it for good, put it into a variable.'

/** The key, and where it comes from. It is never shown again. */
export function KeyFields({ draft, change, problems, saved, typedKey, onType }: Props) {
  const found = saved === null ? null : keyText(saved)
  const canForget = saved?.key === 'memory' || saved?.key === 'store'
  return (
    <Section
      title="Key"
      aside={found === null ? null : <span className={found.tone}>{found.text}</span>}
    >
      <div className="form-row">
        <PasswordInput
          size="xs"
          label={canForget ? 'Another key' : 'Key'}
          labelProps={{ title: definitions.key }}
          placeholder={canForget ? 'leave empty to keep it' : 'none'}
          autoComplete="new-password"
          value={typedKey}
          maxLength={10_000}
          onChange={(event) => onType(event.currentTarget.value)}
        />
        <TextField
          label="Or the variable that holds it"
          definition={definitions.keyVariable}
          placeholder="none"
          kind="word"
          value={draft.keyVariable ?? ''}
          error={problems['keyVariable'] ?? null}
          onChange={(text) => {
            const name = text.trim()
            change({ keyVariable: name === '' ? null : name })
          }}
        />
      </div>
      <p className="soft">{keeping}</p>
      {canForget ? (
        <div>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => attempt('Forgetting the key', () => forgetKey(saved.profile.name))}
          >
            Forget the key
          </Button>
        </div>
      ) : null}
    </Section>
  )
}
