import type { ImagePoint } from '#core/geometry/point'
import { colours } from '../colours.ts'
import type { Pen, Scene } from '../scene.ts'
import { toolOf } from '../tools/index.ts'
import type { Sketch } from '../tools/tool.ts'
import { screenFromImage } from '../viewport.ts'

/** What the tool at work shows, the brush's circle, the keyboard's crosshair. */
export function drawSketch(pen: Pen, scene: Scene): void {
  pen.save()
  if (scene.sketch !== null) drawWork(pen, scene, scene.sketch)
  const brushAt = scene.sketch?.kind === 'radius' ? null : (scene.pointer ?? scene.keyboard)
  if (brushAt !== null && toolOf(scene.tool).hasBrush)
    drawCircle(pen, scene, { at: brushAt, radius: scene.props.brushRadius })
  if (scene.keyboard !== null) drawCrosshair(pen, scene, scene.keyboard)
  pen.restore()
}

function drawWork(pen: Pen, scene: Scene, sketch: Sketch): void {
  switch (sketch.kind) {
    case 'box': {
      const { x0, y0, x1, y1 } = sketch.box
      const { zoom, left, top } = scene.view
      const path = new Path2D()
      path.rect(x0 * zoom + left, y0 * zoom + top, (x1 - x0) * zoom, (y1 - y0) * zoom)
      strokeTwice(pen, path, colours.target)
      break
    }
    case 'path':
      drawRing(pen, scene, sketch)
      break
    case 'line':
      drawCapsule(pen, scene, sketch)
      break
    case 'radius':
      drawCircle(pen, scene, sketch)
      break
    case 'strips':
    case 'prior':
      // Drawn among the guides.
      break
  }
}

function drawRing(pen: Pen, scene: Scene, sketch: Extract<Sketch, { kind: 'path' }>): void {
  const colour = sketch.isSubtract ? colours.outside : colours.target
  const path = pathThrough(scene, sketch.points)
  pen.fillStyle = colour
  pen.globalAlpha = 0.2
  pen.fill(path, 'evenodd')
  pen.globalAlpha = 1
  strokeTwice(pen, path, colour)
  const first = sketch.points[0]
  if (first === undefined) return
  const dot = new Path2D()
  const { x, y } = screenFromImage(scene.view, first)
  dot.arc(x, y, 4, 0, 2 * Math.PI)
  strokeTwice(pen, dot, colour)
}

function drawCapsule(pen: Pen, scene: Scene, line: Extract<Sketch, { kind: 'line' }>): void {
  const path = pathThrough(scene, [line.from, line.to])
  pen.lineCap = 'round'
  pen.lineWidth = 2 * scene.props.brushRadius * scene.view.zoom
  pen.strokeStyle = colours.target
  pen.globalAlpha = 0.35
  pen.stroke(path)
  pen.globalAlpha = 1
  strokeTwice(pen, path, '#fff')
}

function drawCircle(
  pen: Pen,
  { view }: Scene,
  circle: { readonly at: ImagePoint; readonly radius: number },
): void {
  const { x, y } = screenFromImage(view, circle.at)
  const path = new Path2D()
  path.arc(x, y, Math.max(circle.radius * view.zoom, 1), 0, 2 * Math.PI)
  strokeTwice(pen, path, '#fff', 1)
}

function drawCrosshair(pen: Pen, { view }: Scene, at: ImagePoint): void {
  const { x, y } = screenFromImage(view, at)
  const path = new Path2D()
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    path.moveTo(x + dx * 4, y + dy * 4)
    path.lineTo(x + dx * 14, y + dy * 14)
  }
  strokeTwice(pen, path, colours.region)
}

function pathThrough({ view }: Scene, points: readonly ImagePoint[]): Path2D {
  const path = new Path2D()
  for (const point of points) {
    const { x, y } = screenFromImage(view, point)
    path.lineTo(x, y)
  }
  return path
}

/** Dark under light: seen on any picture. */
function strokeTwice(pen: Pen, path: Path2D, colour: string, width = 1.5): void {
  pen.lineWidth = width + 2
  pen.strokeStyle = '#000a'
  pen.stroke(path)
  pen.lineWidth = width
  pen.strokeStyle = colour
  pen.stroke(path)
}
