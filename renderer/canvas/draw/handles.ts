import { colours } from '../colours.ts'
import type { PointPromptView } from '../props.ts'
import type { Pen, Scene } from '../scene.ts'
import { screenFromImage } from '../viewport.ts'

const radius = 7

/** The clicks so far: + inside, − outside; sign and colour say the same. */
export function drawHandles(pen: Pen, scene: Scene): void {
  if (scene.props.overlays.before) return
  for (const click of scene.props.clicks) drawClick(pen, scene, click)
}

function drawClick(pen: Pen, { view }: Scene, { point, label }: PointPromptView): void {
  const { x, y } = screenFromImage(view, point)
  pen.save()
  pen.beginPath()
  pen.arc(x, y, radius, 0, 2 * Math.PI)
  pen.fillStyle = label === 1 ? colours.inside : colours.outside
  pen.fill()
  pen.lineWidth = 4
  pen.strokeStyle = '#000a'
  pen.stroke()
  pen.lineWidth = 2
  pen.strokeStyle = '#fff'
  pen.stroke()
  pen.beginPath()
  pen.moveTo(x - 3.5, y)
  pen.lineTo(x + 3.5, y)
  if (label === 1) {
    pen.moveTo(x, y - 3.5)
    pen.lineTo(x, y + 3.5)
  }
  pen.stroke()
  pen.restore()
}
