import { Button } from '@mantine/core'
import { takeOriginal } from '../../app/actions/candidates.ts'
import { useSession } from '../../state/session.ts'
import { outcomeText } from './refined.ts'

/** What the judge said of the first mask and what became of it; the mask as it was, while the button is pointed at. */
export function RefinementFacts({ id }: { readonly id: string }) {
  const refinement = useSession(({ run }) => run?.record.refinement)
  if (refinement === undefined || refinement.candidate !== id) return null
  const show = () => useSession.setState({ showsOriginal: true })
  const hide = () => useSession.setState({ showsOriginal: false })
  return (
    <div className="refinement">
      <p title="The segmenter’s own estimate of how well its mask fits, before and after the correction">
        {outcomeText(refinement)}
      </p>
      {refinement.reason === '' ? null : <p className="soft">{refinement.reason}</p>}
      {refinement.outcome !== 'kept' || refinement.original === undefined ? null : (
        <div className="section-actions">
          <Button
            size="compact-xs"
            variant="default"
            title="Point at it: the picture shows the mask before the correction"
            onMouseEnter={show}
            onMouseLeave={hide}
            onFocus={show}
            onBlur={hide}
          >
            Show original
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            title="It becomes the mask, to accept or correct"
            onClick={takeOriginal}
          >
            Take original
          </Button>
        </div>
      )}
    </div>
  )
}
