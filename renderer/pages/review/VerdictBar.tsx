import { useState } from 'react'
import { comment, sendBack, toggleBlind } from '../../app/actions/review.ts'
import { CommandKey } from '../../app/CommandKey.tsx'
import { readContext } from '../../app/commands/command.ts'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { useApp } from '../../state/app.ts'
import { attempt } from '../../state/notices.ts'
import { useReview } from '../../state/review.ts'
import { useSession } from '../../state/session.ts'
import { Toggle } from '../../ui/Tick.tsx'

/** The verdicts with their keys, a comment, and what was decided last. */
export function VerdictBar() {
  const isBlind = useApp((state) => state.settings?.isBlind ?? false)
  return (
    <div className="verdict-bar">
      <div className="verdicts" role="group" aria-label="Verdict">
        {(['right', 'fix', 'reject', 'later'] as const).map((id) => (
          <VerdictButton key={id} id={`review.${id}`} />
        ))}
      </div>
      <CommentField />
      <div className="verdict-foot">
        <Toggle
          label="Blind"
          definition="Hides rankings, names and earlier verdicts until you have decided (Shift B)"
          isOn={isBlind}
          onChange={toggleBlind}
        />
        <LastVerdict />
      </div>
    </div>
  )
}

function VerdictButton({ id }: { readonly id: string }) {
  const command = commandOf(id)
  // Whether it can run follows the session.
  useSession()
  const reason = command.when(readContext())
  return (
    <button
      type="button"
      className="answer verdict"
      data-verdict={id}
      aria-disabled={reason !== null}
      title={reason ?? command.hint}
      onClick={() => runCommand(command)}
    >
      {command.title}
      <CommandKey name={command.keys[0]} />
    </button>
  )
}

/** Enter says it; with Ctrl it goes back to its annotator with it. */
function CommentField() {
  const [text, setText] = useState('')
  const sample = useSession((state) => state.sampleId)
  const send = (isFix: boolean) => {
    const said = text
    setText('')
    attempt('Commenting', () => (isFix ? sendBack(said) : comment(said)))
  }
  return (
    <input
      id="review-comment"
      className="comment-field"
      placeholder="Comment…  C · ↵ says it, Ctrl ↵ sends it back to fix"
      aria-label="Comment"
      value={text}
      disabled={sample === null}
      maxLength={20_000}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur()
        if (event.key !== 'Enter' || text.trim() === '') return
        event.preventDefault()
        event.stopPropagation()
        event.currentTarget.blur()
        send(event.ctrlKey || event.metaKey)
      }}
    />
  )
}

function LastVerdict() {
  const given = useReview((state) => state.given)
  const last = given.at(-1)
  if (last === undefined) return null
  const command = commandOf('review.take-back')
  return (
    <span className="last-verdict soft">
      <span className="number" title="Verdicts given here since the page was opened">
        {given.length} given
      </span>
      , last: sample {last.sample} {last.verdict}
      <button
        type="button"
        className="link-button"
        title={command.hint}
        onClick={() => runCommand(command)}
      >
        take back
      </button>
      <CommandKey name={command.keys[0]} />
    </span>
  )
}
