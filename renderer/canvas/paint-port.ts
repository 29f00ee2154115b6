import type { ImageBox } from '#core/geometry/box'
import { joinBoxes, type DraftLayer } from './paint-layer.ts'
import type { CanvasGesture, PaintLayer } from './props.ts'
import type { PaintPort } from './tools/tool.ts'

export type PaintContext = {
  layer(): PaintLayer
  radius(): number
  state(layer: PaintLayer): DraftLayer
  /** Bits of the layer changed inside the box. */
  changed(layer: PaintLayer, box: ImageBox): void
  emit(gesture: CanvasGesture): void
}

export type Painter = PaintPort & { painting(): PaintLayer | null }

/** Strokes of the tools onto the layer that was current when they began. */
export function createPainter(context: PaintContext): Painter {
  let layer: PaintLayer | null = null
  const change = (paint: (state: DraftLayer) => ImageBox | null) => {
    if (layer === null) return
    const box = paint(context.state(layer))
    if (box !== null) context.changed(layer, box)
  }
  return {
    painting: () => layer,
    begin() {
      layer = context.layer()
      context.state(layer).begin()
    },
    stroke: (points, value) => change((state) => state.stroke(points, context.radius(), value)),
    fill: (ring, value) => change((state) => state.fill(ring, value)),
    commit(tool, params) {
      if (layer === null) return
      const painted = layer
      layer = null
      const delta = context.state(painted).commit()
      if (delta === null) return
      const edit = { kind: 'mask', layer: painted, tool, delta, params: { ...params } } as const
      context.emit({ kind: 'edit', edit })
    },
    abort() {
      change((state) => state.abort())
      layer = null
    },
  }
}

/** Boxes that changed since they were last taken, one a layer. */
export function createDirtyBoxes() {
  const boxes: Record<PaintLayer, ImageBox | null> = { target: null, ignore: null }
  return {
    add(layer: PaintLayer, box: ImageBox): void {
      boxes[layer] = joinBoxes(boxes[layer], box)
    },
    take(layer: PaintLayer): ImageBox | null {
      const box = boxes[layer]
      boxes[layer] = null
      return box
    },
  }
}
