import type { CanvasGesture } from '../../canvas/props.ts'
import { attempt } from '../../state/notices.ts'
import { addBox, addClick } from '../../state/session-clicks.ts'
import { pushEdits } from '../../state/session-edits.ts'
import { setDrawnPrior, setRegions } from '../../state/session-run.ts'
import { useSession } from '../../state/session.ts'
import { countClick } from '../../state/effort.ts'
import { pickCandidate } from './candidates.ts'
import { setBrushRadius } from './settings.ts'

/** What a finished action on the canvas means. */
export function takeGesture(gesture: CanvasGesture): void {
  if (gesture.kind !== 'hover' && gesture.kind !== 'brush-radius') countClick()
  switch (gesture.kind) {
    case 'edit':
      return pushEdits([gesture.edit])
    case 'click':
      return attempt('Refining the mask', () => addClick(gesture.point, gesture.label))
    case 'box':
      return attempt('Using the box', () => addBox(gesture.box))
    case 'region': {
      const { regions } = useSession.getState()
      return setRegions(gesture.add ? [...regions, gesture.region] : [gesture.region])
    }
    case 'prior':
      return setDrawnPrior(gesture.weights)
    case 'pick':
      return pickCandidate(gesture.id, gesture.join)
    case 'hover':
      return useSession.setState({ hovered: gesture.id })
    case 'brush-radius':
      return setBrushRadius(gesture.radius)
  }
}
