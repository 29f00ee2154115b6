import { Select } from '@mantine/core'
import { useState } from 'react'
import { gridSettingsSchema } from '#rpc/schemas/reasoning'
import { useApp } from '../../state/app.ts'
import { useSession } from '../../state/session.ts'
import { previewOf, type PreviewSubject, type ReadWording } from './wording.ts'

const defaultGrid = gridSettingsSchema.parse({})

/** What would be sent about the open sample: the text as filled in, and which pictures. */
export function PromptPreview({ read }: { readonly read: ReadWording }) {
  const [chosen, setTurn] = useState<string | null>(null)
  const subject = useSubject()
  if (!read.ok)
    return <p className="soft">It cannot be read as it is: see what is said below the wording.</p>
  const names = read.set.turns.map(({ name }) => name)
  const turn = chosen !== null && names.includes(chosen) ? chosen : (names[0] ?? '')
  const preview = previewOf(read.set, turn, subject)
  return (
    <div className="preview">
      <div className="preview-head">
        {names.length < 2 ? null : (
          <Select
            size="xs"
            label="Turn"
            allowDeselect={false}
            data={names}
            value={turn}
            onChange={setTurn}
          />
        )}
        <p className="soft">
          {subject.query === ''
            ? 'No sample with a query is open: the query stands in ‹›.'
            : `About “${subject.query}”.`}{' '}
          What comes from replies stands in ‹›.
        </p>
      </div>
      {preview.ok ? (
        <>
          {preview.system === '' ? null : <Part title="System" text={preview.system} />}
          <Part title={`Question, with ${preview.pictures}`} text={preview.text} />
        </>
      ) : (
        <p className="bad">{preview.message}</p>
      )}
    </div>
  )
}

function Part({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <section>
      <h3 className="section-title">{title}</h3>
      <pre className="wording-shown">{text.trim()}</pre>
    </section>
  )
}

function useSubject(): PreviewSubject {
  const fields = useSession((state) => state.detail?.fields ?? null)
  const grid = useApp((state) => state.pipeline?.grid) ?? defaultGrid
  const { query = '', target = '', attributes = [], rationale = '' } = fields ?? {}
  return { grid, query, target, attributes, rationale }
}
