import { describe, expect, it } from 'vitest'
import { imagePoint } from '../../../core/geometry/point.ts'
import { emptyRle } from '../../../core/mask/rle.ts'
import { DraftLayer } from '../../../renderer/canvas/paint-layer.ts'
import { createPainter } from '../../../renderer/canvas/paint-port.ts'
import type { CanvasGesture, PaintLayer } from '../../../renderer/canvas/props.ts'

const size = { width: 40, height: 30 }

describe('painter', () => {
  function setUp() {
    const states = {
      target: new DraftLayer(emptyRle(size)),
      ignore: new DraftLayer(emptyRle(size)),
    }
    const gestures: CanvasGesture[] = []
    const changed: PaintLayer[] = []
    let layer: PaintLayer = 'target'
    const painter = createPainter({
      layer: () => layer,
      radius: () => 3,
      state: (name) => states[name],
      changed: (name) => changed.push(name),
      emit: (gesture) => gestures.push(gesture),
    })
    return { painter, states, gestures, changed, choose: (next: PaintLayer) => (layer = next) }
  }

  it('sends the finished stroke as an edit of the layer it began on', () => {
    const { painter, states, gestures, choose } = setUp()
    painter.begin()
    choose('ignore')
    painter.stroke([imagePoint(10, 10)], 1)
    expect(painter.painting()).toBe('target')
    painter.commit('brush', { radius: 3 })
    expect(painter.painting()).toBeNull()
    expect(gestures).toEqual([
      {
        kind: 'edit',
        edit: {
          kind: 'mask',
          layer: 'target',
          tool: 'brush',
          delta: states.target.shown,
          params: { radius: 3 },
        },
      },
    ])
  })
  it('sends nothing for a stroke that changed nothing, or was given up', () => {
    const { painter, gestures, changed } = setUp()
    painter.begin()
    painter.stroke([imagePoint(10, 10)], 0)
    painter.commit('eraser', {})
    painter.begin()
    painter.stroke([imagePoint(10, 10)], 1)
    painter.abort()
    expect(gestures).toEqual([])
    expect(changed).toEqual(['target', 'target', 'target'])
  })
})
