import { useRef, type KeyboardEvent } from 'react'
import type { AttentionState, MllmState } from '#rpc/schemas/mllm'
import type { PromptEntry } from '#rpc/schemas/prompts'
import { useApp } from '../../state/app.ts'
import { useMllmPage, type MllmShown } from '../../state/mllm-page.ts'
import { usePrompts } from '../../state/prompts.ts'
import { hostOf } from '../../ui/host.ts'
import { Spending } from './Spending.tsx'
import { keyText, placeMark } from './texts.ts'

type Props = {
  readonly states: readonly MllmState[]
  /** null while they are read. */
  readonly prompts: readonly PromptEntry[] | null
  readonly attention: AttentionState | null
  readonly shown: MllmShown
}

/** Profiles, the attention endpoint and the prompt sets; the arrow keys go from one to the next. */
export function MllmList({ states, prompts, attention, shown }: Props) {
  const list = useRef<HTMLDivElement>(null)
  const key = keyOf(shown)
  return (
    <>
      <div
        ref={list}
        className="model-list scroll"
        role="group"
        aria-label="MLLMs and prompt sets"
        onKeyDown={(event) => walk(event, list.current)}
      >
        <Group id="profiles" title="Profiles" count={states.length}>
          {states.length === 0 ? (
            <p className="soft list-note">
              None so far. Without one, you say yourself where the target is.
            </p>
          ) : null}
          {states.map((state) => (
            <ProfileRow
              key={state.profile.name}
              state={state}
              isShown={key === `profile ${state.profile.name}`}
            />
          ))}
        </Group>
        <Group id="prompts" title="Prompt sets" count={prompts?.length ?? null}>
          {prompts === null ? <p className="soft list-note">Reading…</p> : null}
          {prompts?.map((entry) => (
            <PromptRow key={entry.id} entry={entry} isShown={key === `prompts ${entry.id}`} />
          ))}
        </Group>
        <Group id="attention" title="Attention" count={null}>
          <AttentionRow attention={attention} isShown={shown.kind === 'attention'} />
        </Group>
      </div>
      <Spending />
    </>
  )
}

type GroupProps = {
  readonly id: string
  readonly title: string
  readonly count: number | null
  readonly children: React.ReactNode
}

function Group({ id, title, count, children }: GroupProps) {
  return (
    <section aria-labelledby={`mllm-${id}`}>
      <h2 className="section-title" id={`mllm-${id}`}>
        {title} {count === null ? null : <span className="number">{count}</span>}
      </h2>
      {children}
    </section>
  )
}

type RowProps = {
  readonly shown: MllmShown
  readonly isShown: boolean
  readonly name: string
  readonly badges: readonly string[]
  readonly mark: { readonly text: string; readonly tone: string } | null
  readonly text: React.ReactNode
}

function Row({ shown, isShown, name, badges, mark, text }: RowProps) {
  return (
    <button
      type="button"
      className="model-row"
      data-entry={keyOf(shown)}
      aria-current={isShown}
      onClick={() => useMllmPage.setState({ shown })}
    >
      <span className="model-row-head">
        <span className="ellipsis model-name">{name}</span>
        {badges.map((badge) => (
          <span key={badge} className="badge tiny">
            {badge}
          </span>
        ))}
        {mark === null ? null : <span className={`model-state ${mark.tone}`}>{mark.text}</span>}
      </span>
      <span className="soft model-good">{text}</span>
    </button>
  )
}

function ProfileRow({ state, isShown }: { readonly state: MllmState; readonly isShown: boolean }) {
  const reasons = useApp(({ pipeline }) => pipeline?.reason.profile === state.profile.name)
  const judges = useApp(({ pipeline }) => pipeline?.judging.profile === state.profile.name)
  const { name, model, url } = state.profile
  const key = keyText(state)
  return (
    <Row
      shown={{ kind: 'profile', name }}
      isShown={isShown}
      name={name}
      badges={[...(reasons ? ['reasons'] : []), ...(judges ? ['judges'] : [])]}
      mark={placeMark(state)}
      text={
        <>
          {model} · {hostOf(url)}
          {key.tone === 'bad' ? <span className="bad"> · key {key.text}</span> : null}
        </>
      }
    />
  )
}

function PromptRow({ entry, isShown }: { readonly entry: PromptEntry; readonly isShown: boolean }) {
  const isUsed = useApp(({ pipeline }) => pipeline?.reason.prompts === entry.id)
  const isDrafted = usePrompts(({ drafts }) => drafts.has(entry.id))
  const { id, title, own, problem } = entry
  return (
    <Row
      shown={{ kind: 'prompts', id }}
      isShown={isShown}
      name={id}
      badges={[
        ...(isUsed ? ['in use'] : []),
        ...(own === null ? [] : ['own wording']),
        ...(isDrafted ? ['not saved'] : []),
      ]}
      mark={problem === null ? null : { text: 'cannot be used', tone: 'bad' }}
      text={title}
    />
  )
}

type AttentionProps = { readonly attention: AttentionState | null; readonly isShown: boolean }

function AttentionRow({ attention, isShown }: AttentionProps) {
  return (
    <Row
      shown={{ kind: 'attention' }}
      isShown={isShown}
      name="Attention endpoint"
      badges={[]}
      mark={attention === null ? { text: 'not set up', tone: 'soft' } : placeMark(attention)}
      text={
        attention === null
          ? 'A server that tells where an MLLM looks, as a prior.'
          : hostOf(attention.profile.url)
      }
    />
  )
}

function keyOf(shown: MllmShown): string {
  switch (shown.kind) {
    case 'profile':
      return `profile ${shown.name}`
    case 'prompts':
      return `prompts ${shown.id}`
    case 'attention':
    case 'new':
      return shown.kind
  }
}

/** Goes up and down by the arrow keys, to the ends by Home and End. */
function walk(event: KeyboardEvent, list: HTMLElement | null): void {
  const rows = [...(list?.querySelectorAll<HTMLElement>('[data-entry]') ?? [])]
  const at = rows.findIndex((row) => row === document.activeElement)
  if (at < 0) return
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
  const row = to === undefined ? undefined : rows[to]
  if (row === undefined) return
  event.preventDefault()
  row.focus()
  row.click()
}
