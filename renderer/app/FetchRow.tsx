import { Button, Progress } from '@mantine/core'
import type { ModelFetch } from '#rpc/schemas/models'
import { ClientError } from '../rpc/client-error.ts'
import { call } from '../rpc/client.ts'
import { attempt, detailsOf } from '../state/notices.ts'
import { CopyDetails } from '../ui/ErrorText.tsx'
import { leftText, percentOf, shareText, sizeText } from '../ui/units.ts'
import { goOnFetching } from './actions/models.ts'

type Props = {
  readonly fetch: ModelFetch
  /** Where the title stands beside it already. */
  readonly isTitled?: boolean
}

/** A model on its way: how far it is, and pause, go on, cancel. */
export function FetchRow({ fetch, isTitled }: Props) {
  const { title, kind, state, received, total, error } = fetch
  const percent = percentOf(received, total)
  const isMoving = state === 'running' || state === 'queued'
  return (
    <div className="job">
      {isTitled === true ? null : (
        <div className="job-head">
          <span className="ellipsis">{kind === 'download' ? title : `Importing ${title}`}</span>
          <FetchButtons fetch={fetch} />
        </div>
      )}
      <Progress
        size="sm"
        value={percent ?? 100}
        animated={state === 'running' && percent === null}
        color={state === 'failed' ? 'red' : isMoving ? 'amber' : 'gray'}
        aria-label={`${title}: ${percent === null ? 'under way' : `${percent} %`}`}
      />
      <div className="fetch-foot">
        <span className="soft number" role="status">
          {progressText(fetch)}
        </span>
        {isTitled === true ? <FetchButtons fetch={fetch} /> : null}
      </div>
      {error === null || state !== 'failed' ? null : <Failure fetch={fetch} error={error} />}
    </div>
  )
}

type FailureProps = { readonly fetch: ModelFetch; readonly error: NonNullable<ModelFetch['error']> }

function Failure({ fetch: { title, kind }, error }: FailureProps) {
  const doing = kind === 'download' ? `Fetching ${title}` : `Importing ${title}`
  return (
    <div className="fetch-error" role="alert">
      <p>
        <span className="bad">{error.message}</span> <span className="soft">{error.hint}</span>
      </p>
      <CopyDetails text={detailsOf(new ClientError(error), doing)} />
    </div>
  )
}

function progressText({ kind, state, received, total, bytesPerSecond }: ModelFetch): string {
  const share = shareText(received, total)
  if (state === 'queued') return received > 0 ? `waiting, ${share} here` : 'waiting for its turn'
  if (state === 'paused') return `paused at ${share}`
  if (state === 'failed') return `stopped at ${share}`
  if (received === 0) return kind === 'import' ? 'reading the files…' : 'asking the host…'
  const left = leftText(received, total, bytesPerSecond)
  const speed = bytesPerSecond > 0 ? `${sizeText(bytesPerSecond)}/s` : ''
  return [kind === 'import' ? `copying and checking, ${share}` : share, speed, left]
    .filter((part) => part !== '')
    .join(' · ')
}

function FetchButtons({ fetch }: { readonly fetch: ModelFetch }) {
  const { id, title, kind, state } = fetch
  const isMoving = state === 'running' || state === 'queued'
  const cancelling = `Cancelling ${title}`
  return (
    <span className="fetch-buttons">
      {kind === 'download' && isMoving ? (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => attempt(`Pausing ${title}`, () => call('models.pause', { id }))}
        >
          Pause
        </Button>
      ) : null}
      {kind === 'download' && !isMoving ? (
        <Button
          size="compact-xs"
          onClick={() => attempt(`Fetching ${title}`, () => goOnFetching(fetch))}
        >
          {state === 'failed' ? 'Try again' : 'Go on'}
        </Button>
      ) : null}
      <Button
        size="compact-xs"
        variant="default"
        title="Ends it and removes what has come so far"
        onClick={() => attempt(cancelling, () => call('models.cancel', { id }))}
      >
        {kind === 'import' && state === 'failed' ? 'Close' : 'Cancel'}
      </Button>
    </span>
  )
}
