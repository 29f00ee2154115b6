import { Button, PasswordInput } from '@mantine/core'
import { useState } from 'react'
import { attentionProfileSchema, type AttentionState } from '#rpc/schemas/mllm'
import { keepAttention, testAttention } from '../../app/actions/attention.ts'
import { useAttention } from '../../state/attention.ts'
import { attempt } from '../../state/notices.ts'
import { OptionalNumber } from '../../ui/OptionalNumber.tsx'
import { Section } from '../../ui/Section.tsx'
import { placeMark } from './texts.ts'
import { TextField } from '../../ui/TextField.tsx'

/** The server that tells where an MLLM looks: its address, and whether it answers. */
export function AttentionDetail() {
  const { state, isKnown } = useAttention()
  return (
    <>
      <header className="model-title">
        <h2>Attention endpoint</h2>
        {state === null ? null : (
          <span className={`model-state ${placeMark(state).tone}`}>{placeMark(state).text}</span>
        )}
      </header>
      <p className="model-lead">
        A server with a GPU that runs an open multimodal model and answers where that model looks
        while it reads the query: a prior for the candidates (Rea2Seg). The folder
        resources/attention-server of this program holds one for LLaVA-1.5 and Qwen2.5-VL.
      </p>
      {isKnown ? <Form key={state?.profile.url ?? 'new'} state={state} /> : null}
    </>
  )
}

type Draft = {
  readonly url: string
  readonly timeoutSeconds: number | null
  readonly retries: number | null
}

const usual: Draft = { url: 'http://127.0.0.1:8765', timeoutSeconds: 120, retries: 2 }

function Form({ state }: { readonly state: AttentionState | null }) {
  const [draft, setDraft] = useState<Draft>(state?.profile ?? usual)
  const [key, setKey] = useState('')
  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }))
  const read = attentionProfileSchema.safeParse({ name: state?.profile.name, ...draft })
  const isDirty =
    state === null || key !== '' || JSON.stringify(read.data) !== JSON.stringify(state.profile)
  return (
    <form
      className="profile-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!read.success) return
        attempt('Saving the attention endpoint', async () => {
          await keepAttention(read.data, key === '' ? null : key)
          setKey('')
        })
      }}
    >
      {state === null ? null : <TestButtons state={state} />}
      <Section title="Where it is">
        <TextField
          label="Address"
          kind="address"
          value={draft.url}
          error={read.success ? null : 'Like http://127.0.0.1:8765, without name and password.'}
          onChange={(url) => change({ url })}
        />
        <PasswordInput
          size="xs"
          label="Key, if the server wants one"
          labelProps={{ title: 'Sent to this server alone and never shown again' }}
          autoComplete="new-password"
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
        <PatienceFields draft={draft} change={change} />
      </Section>
      <Foot isNew={state === null} canSave={isDirty && read.success} />
    </form>
  )
}

type DraftProps = { readonly draft: Draft; readonly change: (part: Partial<Draft>) => void }

function PatienceFields({ draft, change }: DraftProps) {
  return (
    <div className="form-row">
      <OptionalNumber
        label="Time limit, s"
        definition="Of one answer, each try"
        placeholder="120"
        value={draft.timeoutSeconds}
        onChange={(timeoutSeconds) => change({ timeoutSeconds })}
      />
      <OptionalNumber
        label="Further tries"
        definition="After the first one, where another may help"
        placeholder="2"
        value={draft.retries}
        onChange={(retries) => change({ retries })}
      />
    </div>
  )
}

type FootProps = { readonly isNew: boolean; readonly canSave: boolean }

function Foot({ isNew, canSave }: FootProps) {
  return (
    <div className="form-foot">
      {isNew ? null : (
        <Button
          size="xs"
          variant="default"
          onClick={() =>
            attempt('Removing the attention endpoint', () => keepAttention(null, null))
          }
        >
          Remove
        </Button>
      )}
      <Button size="xs" type="submit" disabled={!canSave}>
        Save
      </Button>
    </div>
  )
}

function TestButtons({ state }: { readonly state: AttentionState }) {
  const [told, setTold] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const test = async () => {
    setBusy(true)
    try {
      setTold(await testAttention())
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="model-buttons">
      <Button
        size="xs"
        loading={isBusy}
        title={`Asks ${state.profile.url} what it is; no picture is sent`}
        onClick={() => attempt('Testing the attention endpoint', test)}
      >
        Test
      </Button>
      {told === null ? null : (
        <span className="good" role="status">
          {told}
        </span>
      )}
    </div>
  )
}
