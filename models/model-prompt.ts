import { isInBox } from '#core/geometry/box'
import type { ModelPrompt } from './dialects/dialect.ts'
import { AppFailure } from './failure.ts'
import { modelBoxFromImage, modelFromImage, type FrameMap } from './frame-map.ts'
import type { Prompt, SegmenterCapabilities } from './ports.ts'

/**
 * The prompt in the frame's pixels: the box cut to the view, points outside the view left out. Throws AppFailure
 * `bad_input` where nothing is left, or the model cannot take it.
 */
export function modelPromptFrom(
  prompt: Prompt,
  mask: Float32Array | null,
  map: FrameMap,
  capabilities: SegmenterCapabilities,
): ModelPrompt {
  if (prompt.box !== null && !capabilities.box) throw bad('This model takes no box.')
  if (mask !== null && !capabilities.maskPrompt) throw bad('This model takes no mask.')
  const points = prompt.points
    .filter(({ point }) => isInBox(point, map.view))
    .map(({ point, label }) => ({ point: modelFromImage(point, map), label }))
  if (!capabilities.negativePoints && points.some(({ label }) => label === 0))
    throw bad('This model takes no negative points.')
  const { mostPoints } = capabilities
  if (mostPoints !== null && points.length + (prompt.box === null ? 0 : 2) > mostPoints)
    throw bad(`This model takes at most ${String(mostPoints)} points, a box counting two.`)
  const box = prompt.box === null ? null : modelBoxFromImage(prompt.box, map)
  if (box === null && mask === null && points.length === 0)
    throw bad('The prompt has no point and no box inside the part of the image that is looked at.')
  return { points, box, mask }
}

function bad(message: string): AppFailure {
  return new AppFailure({ code: 'bad_input', message, hint: 'Give a box or a point on the image.' })
}
