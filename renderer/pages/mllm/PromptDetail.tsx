import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { PromptEntry } from '#rpc/schemas/prompts'
import { changePipeline } from '../../app/actions/settings.ts'
import { useApp } from '../../state/app.ts'
import { attempt } from '../../state/notices.ts'
import { isReasoning, reloadPrompts, usePrompts } from '../../state/prompts.ts'
import { announce } from '../../state/view.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorText } from '../../ui/ErrorText.tsx'
import { PromptDiff } from './PromptDiff.tsx'
import { PromptEditor } from './PromptEditor.tsx'
import { PromptFoot } from './PromptFoot.tsx'
import { PromptPreview } from './PromptPreview.tsx'
import { readWording } from './wording.ts'

type View = 'wording' | 'differences' | 'as-sent'

const views = [
  { value: 'wording', label: 'Wording' },
  { value: 'differences', label: 'Differences' },
  { value: 'as-sent', label: 'As it is sent' },
]

/** One prompt set: its wording, how it differs from the one that ships, and what would be sent. */
export function PromptDetail({ id }: { readonly id: string }) {
  const entry = usePrompts(({ entries }) => entries?.find((one) => one.id === id) ?? null)
  const failure = usePrompts((state) => state.failure)
  const path = useApp((state) => state.project?.path ?? null)
  const isRead = usePrompts(({ entries }) => entries !== null)
  if (entry !== null) return <Known entry={entry} />
  if (failure !== null)
    return (
      <ErrorText
        doing="Reading the prompt sets"
        error={failure}
        onRetry={() => attempt('Reading the prompt sets', () => reloadPrompts(path))}
      />
    )
  return isRead ? <EmptyState title={`There is no prompt set ${id}`} /> : null
}

function Known({ entry }: { readonly entry: PromptEntry }) {
  const { id, shipped, own } = entry
  const [view, setView] = useState<View>('wording')
  const text = usePrompts(({ drafts }) => drafts.get(id)) ?? own ?? shipped
  const read = readWording(text, id)
  return (
    <>
      <header className="model-title">
        <h2>{id}</h2>
        <span className="model-state soft">
          {own === null ? 'as it ships' : 'the project’s own wording'}
        </span>
      </header>
      <p className="model-lead">
        <b>{entry.title}.</b> {entry.description}
      </p>
      <p className="soft prompt-facts">
        version {entry.version} · replies are read as “{entry.parser}” ·{' '}
        {entry.variants.length === 1 ? 'one variant' : `variants ${entry.variants.join(', ')}`}
        <UseNote entry={entry} />
      </p>
      <SegmentedControl
        size="xs"
        className="prompt-views"
        aria-label="View"
        data={views}
        value={view}
        onChange={(next) => setView(next as View)}
      />
      {view === 'wording' ? <PromptEditor entry={entry} text={text} read={read} /> : null}
      {view === 'differences' ? <PromptDiff before={shipped} after={text} /> : null}
      {view === 'as-sent' ? <PromptPreview read={read} /> : null}
      <PromptFoot entry={entry} text={text} read={read} />
    </>
  )
}

/** Whether the project asks by it, or a way to let it. */
function UseNote({ entry }: { readonly entry: PromptEntry }) {
  const pipeline = useApp((state) => state.pipeline)
  const isReadOnly = useApp((state) => state.project?.isReadOnly === true)
  if (pipeline === null || !isReasoning(entry)) return null
  const { reason } = pipeline
  if (reason.prompts === entry.id) return <span className="good"> · used in this project ✓</span>
  if (isReadOnly) return null
  const use = () => {
    changePipeline({ reason: { ...reason, prompts: entry.id, variant: null } })
    announce(`This project asks by ${entry.id}.`)
  }
  return (
    <>
      {' · '}
      <button type="button" className="link-button" onClick={use}>
        use in this project
      </button>
    </>
  )
}
