import { Button, Loader } from '@mantine/core'
import { useDelayed } from '../../ui/use-delayed.ts'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { attempt } from '../../state/notices.ts'
import { openSample } from '../../state/session-save.ts'
import { useSession } from '../../state/session.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorText } from '../../ui/ErrorText.tsx'
import { OpinionBar } from './OpinionBar.tsx'
import { OverlayChips } from './OverlayChips.tsx'
import { QueryLine } from './QueryLine.tsx'
import { Stage } from './Stage.tsx'

/** The query as a sentence, the picture, and what is laid over it. */
export function Viewer() {
  const detail = useSession((state) => state.detail)
  const isLoading = useSession((state) => state.isLoading)
  const failure = useSession((state) => state.failure)
  const sampleId = useSession((state) => state.sampleId)
  const isSlow = useDelayed(isLoading, 300)
  if (failure !== null && sampleId !== null)
    return (
      <ErrorText
        doing="Opening the sample"
        error={failure}
        onRetry={() => attempt('Opening the sample', () => openSample(sampleId))}
      />
    )
  if (detail === null)
    return (
      <div className="viewer-empty">
        {isSlow ? <Loader size="sm" role="status" aria-label="Opening the sample" /> : null}
        {isLoading ? null : (
          <EmptyState title="No sample is open" text="Choose one on the left.">
            <Button
              size="xs"
              variant="default"
              onClick={() => runCommand(commandOf('images.import'))}
            >
              Import images…
            </Button>
          </EmptyState>
        )}
      </div>
    )
  return (
    <>
      <OpinionBar detail={detail} />
      <QueryLine detail={detail} />
      <Stage detail={detail} />
      <OverlayChips />
    </>
  )
}
