import { Button } from '@mantine/core'
import { useEffect } from 'react'
import type { MllmState } from '#rpc/schemas/mllm'
import { useApp } from '../../state/app.ts'
import { reloadAttention, useAttention } from '../../state/attention.ts'
import { showMllms, useMllmPage, type MllmShown } from '../../state/mllm-page.ts'
import { readSpending, reloadMllms, useMllms } from '../../state/mllm.ts'
import { attempt } from '../../state/notices.ts'
import { useProjectPrompts } from '../../state/use-prompts.ts'
import { ErrorText } from '../../ui/ErrorText.tsx'
import { useDelayed } from '../../ui/use-delayed.ts'
import { AttentionDetail } from './AttentionDetail.tsx'
import { MllmList } from './MllmList.tsx'
import { NewProfile } from './NewProfile.tsx'
import { ProfileDetail } from './ProfileDetail.tsx'
import { PromptDetail } from './PromptDetail.tsx'

/** Which MLLMs can be asked, what they are asked, and what it cost. */
export function MllmPage() {
  const states = useMllms((state) => state.states)
  const failure = useMllms((state) => state.failure)
  useReading()
  return (
    <main className="models">
      {states === null ? (
        <NotKnown failure={failure} />
      ) : (
        <Known states={states} failure={failure} />
      )}
    </main>
  )
}

/** What belongs to the open project is read anew with it. */
function useReading(): void {
  const path = useApp((state) => state.project?.path ?? null)
  useEffect(() => {
    attempt('Reading the attention endpoint', reloadAttention)
    if (path === null) useMllms.setState({ spending: null })
    else attempt('Reading the spending', readSpending)
  }, [path])
}

function NotKnown({ failure }: { readonly failure: unknown }) {
  const isSlow = useDelayed(failure === null, 300)
  return (
    <div className="models-unknown">
      <h1>MLLMs</h1>
      {failure === null ? (
        isSlow ? (
          <p className="soft" role="status">
            Reading the MLLMs…
          </p>
        ) : null
      ) : (
        <ErrorText
          doing="Reading the MLLMs"
          error={failure}
          onRetry={() => attempt('Reading the MLLMs', reloadMllms)}
        />
      )}
    </div>
  )
}

type KnownProps = { readonly states: readonly MllmState[]; readonly failure: unknown }

function Known({ states, failure }: KnownProps) {
  const chosen = useMllmPage((state) => state.shown)
  const prompts = useProjectPrompts()
  const attention = useAttention((state) => state.state)
  const shown = shownOf(chosen, states)
  return (
    <>
      <div className="models-side">
        <div className="models-head">
          <h1>MLLMs</h1>
          <Button
            size="compact-xs"
            variant="default"
            title="On this computer or on another one"
            onClick={() => showMllms({ kind: 'new' })}
          >
            Set up…
          </Button>
        </div>
        {failure === null ? null : (
          <ErrorText
            doing="Reading the MLLMs"
            error={failure}
            onRetry={() => attempt('Reading the MLLMs', reloadMllms)}
          />
        )}
        <MllmList states={states} prompts={prompts} attention={attention} shown={shown} />
      </div>
      <section className="model-detail scroll" aria-label="Details" tabIndex={-1}>
        <Shown shown={shown} states={states} />
      </section>
    </>
  )
}

/** What was chosen, as long as it is there. */
function shownOf(chosen: MllmShown | null, states: readonly MllmState[]): MllmShown {
  const first = states[0]?.profile.name
  const fallback: MllmShown =
    first === undefined ? { kind: 'new' } : { kind: 'profile', name: first }
  if (chosen?.kind !== 'profile') return chosen ?? fallback
  return states.some(({ profile }) => profile.name === chosen.name) ? chosen : fallback
}

type ShownProps = { readonly shown: MllmShown; readonly states: readonly MllmState[] }

function Shown({ shown, states }: ShownProps) {
  const names = states.map(({ profile }) => profile.name)
  if (shown.kind === 'new') return <NewProfile taken={names} />
  if (shown.kind === 'prompts') return <PromptDetail key={shown.id} id={shown.id} />
  if (shown.kind === 'attention') return <AttentionDetail />
  const state = states.find(({ profile }) => profile.name === shown.name)
  if (state === undefined) return null
  const others = names.filter((name) => name !== shown.name)
  return <ProfileDetail key={shown.name} state={state} others={others} />
}
