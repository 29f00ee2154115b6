import { Button, Loader } from '@mantine/core'
import type { Run } from '#rpc/schemas/pipeline'
import { setReplay, useRuns } from '../../state/runs.ts'
import { useRunsPage } from '../../state/runs-page.ts'

/** Whether the run decided the same again. */
export function ReplayResult({ run }: { readonly run: Run }) {
  const replay = useRuns((state) => state.replays.get(run.id))
  if (replay === undefined) return null
  if (replay.kind === 'busy')
    return (
      <p className="replay-result" role="status">
        <Loader size={12} aria-hidden /> Deciding it again from recorded replies…
      </p>
    )
  const { differences, run: again } = replay
  return (
    <div className="replay-result" role="status">
      {differences.length === 0 ? (
        <span>
          <b className="good">It decides the same ✓</b> Same places, same masks, same order; kept as
          run {again}.
        </span>
      ) : (
        <span>
          <b className="bad">It decides otherwise.</b> Different: {differences.join(', ')}; kept as
          run {again}.
        </span>
      )}
      <span className="fetch-buttons">
        {differences.length === 0 ? null : (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => useRunsPage.setState({ run: run.id, compared: again })}
          >
            Compare
          </Button>
        )}
        <Button size="compact-xs" variant="default" onClick={() => setReplay(run.id, null)}>
          Close
        </Button>
      </span>
    </div>
  )
}
