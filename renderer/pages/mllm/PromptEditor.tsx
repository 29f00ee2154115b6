import { Button } from '@mantine/core'
import { useRef } from 'react'
import type { PromptEntry } from '#rpc/schemas/prompts'
import { placeholders } from '#core/prompt/template'
import { useApp } from '../../state/app.ts'
import { draftPrompts } from '../../state/prompts.ts'
import { spanOfLine, type ReadWording, type WordingProblem } from './wording.ts'

type Props = {
  readonly entry: PromptEntry
  readonly text: string
  readonly read: ReadWording
}

/** The wording as text; what is wrong with it is said as it is typed. */
export function PromptEditor({ entry, text, read }: Props) {
  const area = useRef<HTMLTextAreaElement>(null)
  const refusal = useEditRefusal()
  const kept = entry.own ?? entry.shipped
  return (
    <div className="wording">
      {refusal === null ? null : <p className="soft">{refusal}</p>}
      <textarea
        ref={area}
        className="wording-text"
        aria-label={`Wording of ${entry.id}`}
        aria-invalid={!read.ok}
        spellCheck={false}
        readOnly={refusal !== null}
        rows={24}
        maxLength={100_000}
        value={text}
        onChange={(event) => {
          const next = event.currentTarget.value
          draftPrompts(entry.id, next === kept ? null : next)
        }}
      />
      {read.ok ? null : (
        <Problem
          problem={read.problem}
          onShow={(line) => {
            area.current?.focus()
            area.current?.setSelectionRange(...spanOfLine(text, line))
          }}
        />
      )}
      <details className="section">
        <summary className="section-title">What may be filled in</summary>
        <dl className="facts-list wide">
          {Object.entries(placeholders).map(([name, meaning]) => (
            <div key={name} className="pair">
              <dt>
                <code>{`{{${name}}}`}</code>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  )
}

/** Why the wording cannot be changed; null where it can. */
export function useEditRefusal(): string | null {
  const project = useApp((state) => state.project)
  if (project === null) return 'Open a project to change its wording; this is the one that ships.'
  return project.isReadOnly ? 'The project is open read-only.' : null
}

type ProblemProps = {
  readonly problem: WordingProblem
  readonly onShow: (line: number) => void
}

function Problem({ problem: { message, mend, line }, onShow }: ProblemProps) {
  return (
    <div className="model-problem wording-problem" role="alert">
      <span>
        <b className="bad">{line === null ? 'Cannot be read: ' : `Line ${line}: `}</b>
        {message}. {mend}
      </span>
      {line === null ? null : (
        <Button size="compact-xs" variant="default" onClick={() => onShow(line)}>
          Show
        </Button>
      )}
    </div>
  )
}
