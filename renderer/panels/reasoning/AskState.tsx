import { Button, Loader } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { ClientError } from '../../rpc/client-error.ts'
import { useAsking, type Asking, type LiveReply } from '../../state/asking.ts'
import { showMllms } from '../../state/mllm-page.ts'
import { attempt, detailsOf } from '../../state/notices.ts'
import { useSession } from '../../state/session.ts'
import { mendOfAsking } from '../../state/tell-ask-failure.ts'
import { CopyDetails } from '../../ui/ErrorText.tsx'
import { Section } from '../../ui/Section.tsx'
import { stageTitle } from '../tray/stages.ts'
import { useSecondsSince } from '../tray/use-seconds-since.ts'
import { liveText, liveTitle, shownReplies } from './live-replies.ts'

/** What MLLMs say of the open sample while they say it, and what ended it without a run. */
export function AskState() {
  const sample = useSession((state) => state.sampleId)
  const asking = useAsking()
  if (asking.sample === null || asking.sample !== sample) return null
  if (asking.failure !== null) return <Failure {...asking.failure} replies={asking.replies} />
  return asking.isUnderWay ? <UnderWay replies={asking.replies} /> : null
}

function UnderWay({ replies }: { readonly replies: readonly LiveReply[] }) {
  const runState = useSession((state) => state.runState)
  const isBusy = runState.kind === 'busy'
  const seconds = useSecondsSince(isBusy ? runState.startedAt : null)
  return (
    <Section
      title="What it says"
      aside={
        <span className="soft number">
          {seconds.toFixed(0)} s{' '}
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => runCommand(commandOf('run.cancel'))}
          >
            Cancel
          </Button>
        </span>
      }
    >
      <p className="ask-stage" role="status">
        <Loader size={13} aria-hidden /> {isBusy ? stageTitle(runState.stage) : 'Waiting'}…
      </p>
      <Wait />
      {shownReplies(replies).map((reply) => (
        <Live
          key={`${reply.stage} ${reply.number}`}
          reply={reply}
          isComing={isBusy && runState.stage === reply.stage}
        />
      ))}
    </Section>
  )
}

/** Why nothing comes for so long. */
function Wait() {
  const wait = useAsking((state) => state.wait)
  const [now, setNow] = useState(() => performance.now())
  useEffect(() => {
    if (wait === null) return
    const timer = setInterval(() => setNow(performance.now()), 250)
    return () => clearInterval(timer)
  }, [wait])
  if (wait === null) return null
  const left = wait.until === null ? null : Math.ceil((wait.until - now) / 1000)
  return (
    <p className="ask-wait" role="status">
      {wait.reason}
      {left === null || left <= 0 ? '' : ` Next try in ${left} s.`}
    </p>
  )
}

type LiveProps = { readonly reply: LiveReply; readonly isComing: boolean }

function Live({ reply, isComing }: LiveProps) {
  const area = useRef<HTMLDivElement>(null)
  const { text, isCut } = liveText(reply.text)
  useEffect(() => {
    const element = area.current
    if (element !== null) element.scrollTop = element.scrollHeight
  }, [text])
  return (
    <div className="live-reply">
      <span className="soft">{liveTitle(reply)}</span>
      <div ref={area} className="live-text scroll" tabIndex={0}>
        {isCut ? '… ' : ''}
        {text}
        {isComing ? <span className="caret" aria-hidden /> : null}
      </div>
    </div>
  )
}

type FailureProps = NonNullable<Asking['failure']> & Pick<Asking, 'replies'>

function Failure({ error, again, replies }: FailureProps) {
  const reason = error instanceof Error ? error.message : String(error)
  const hint = error instanceof ClientError ? error.hint : ''
  const last = replies.findLast(({ text }) => text !== '')
  return (
    <Section title="It could not be used">
      <div className="ask-failure" role="alert">
        <p className="bad">{reason}</p>
        {hint === '' ? null : <p>{hint}</p>}
        <div className="section-actions">
          <MendButton error={error} />
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => attempt('Asking the MLLM', again)}
          >
            Ask again
          </Button>
          <CopyDetails text={detailsOf(error, 'Asking the MLLM')} />
        </div>
      </div>
      {last === undefined ? null : (
        <details open={isUnreadable(error)}>
          <summary className="section-title">What it had said</summary>
          <pre className="reply-raw scroll" tabIndex={0}>
            {last.text.slice(0, 20_000)}
          </pre>
        </details>
      )}
    </Section>
  )
}

/** Then what it said is what one wants to see. */
function isUnreadable(error: unknown): boolean {
  return error instanceof ClientError && error.code === 'reply_unreadable'
}

function MendButton({ error }: { readonly error: unknown }) {
  const mend = mendOfAsking(error)
  if (mend === 'again') return null
  if (mend === 'profiles')
    return (
      <Button size="compact-xs" onClick={() => showMllms()}>
        Open the MLLM settings
      </Button>
    )
  return (
    <Button
      size="compact-xs"
      onClick={() => {
        const limits = document.querySelector<HTMLDetailsElement>('#pipeline-limits details')
        if (limits === null) return
        limits.open = true
        limits.scrollIntoView({ block: 'center' })
      }}
    >
      Show the limits
    </Button>
  )
}
