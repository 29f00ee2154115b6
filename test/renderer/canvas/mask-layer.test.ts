import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { emptyRle, fullRle } from '../../../core/mask/rle.ts'
import { spotlightEntry, maskEntries } from '../../../renderer/canvas/mask-entries.ts'
import { MaskLayer, type MaskScene } from '../../../renderer/canvas/mask-layer.ts'
import { DraftLayer } from '../../../renderer/canvas/paint-layer.ts'
import type { Pen, Scene } from '../../../renderer/canvas/scene.ts'
import type { Viewport } from '../../../renderer/canvas/viewport.ts'

const size = { width: 40, height: 30 }
const count = 5

type Done = { readonly on: 'canvas' | 'sheet'; readonly what: string }
let done: Done[] = []

/** Fake: a context that draws nothing and notes what was asked of it. */
function fakePen(on: Done['on']): Pen {
  const noted = (what: string) => () => void done.push({ on, what })
  const known: Record<string, unknown> = {
    stroke: noted('stroke'),
    drawImage: noted('image'),
    createImageData: (width: number, height: number) => ({
      data: new Uint8ClampedArray(width * height * 4),
    }),
    canvas: { width: 1, height: 1 },
  }
  return new Proxy(known, { get: (own, name: string) => own[name] ?? (() => {}) }) as never
}

/** Fake: see `fakePen`. */
class FakeCanvas {
  width: number
  height: number
  readonly #pen = fakePen('sheet')
  constructor(width: number, height: number) {
    this.width = width
    this.height = height
  }
  getContext(): Pen {
    return this.#pen
  }
}

/** Fake: a path nobody looks at. */
class FakePath {
  moveTo(): void {}
  lineTo(): void {}
}

const view = (left: number): Viewport => ({
  size: { width: 80, height: 60 },
  zoom: 1,
  left,
  top: 0,
})

function masks(at: Viewport, hovered: string | null = null): MaskScene {
  const overlays = { grid: false, prior: false, candidates: true, mask: false, before: false }
  const candidates = Array.from({ length: count }, (_, i) => ({
    id: `c${i}`,
    rank: i + 1,
    rle: fullRle(size),
  }))
  const none = emptyRle(size)
  const shown = { overlays, candidates, chosen: [], hovered }
  const scene = { props: { image: { size } }, view: at, pixelRatio: 1 } as unknown as Scene
  return {
    scene,
    entries: maskEntries({
      ...shown,
      target: none,
      ignore: none,
      noTarget: false,
      difference: null,
    }),
    spotlight: spotlightEntry(shown),
    layers: { target: new DraftLayer(none), ignore: new DraftLayer(none) },
    painting: null,
  }
}

function drawn(layer: MaskLayer, scene: MaskScene): { masks: number; placed: number; now: number } {
  done = []
  layer.draw(fakePen('canvas'), scene)
  const of = (on: Done['on'], what: string) =>
    done.filter((one) => one.on === on && one.what === what).length
  // Each contour is two strokes.
  return {
    masks: of('sheet', 'stroke') / 2,
    placed: of('canvas', 'image'),
    now: of('canvas', 'stroke') / 2,
  }
}

describe('MaskLayer', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('OffscreenCanvas', FakeCanvas)
    vi.stubGlobal('Path2D', FakePath)
    let clock = 0
    vi.spyOn(performance, 'now').mockImplementation(() => (clock += 1000))
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  it('shows the first masks before the last are drawn, also over an empty sheet', () => {
    const layer = new MaskLayer(() => {})
    const at = view(0)
    expect(drawn(layer, { ...masks(at), entries: [] })).toEqual({ masks: 0, placed: 0, now: 0 })
    layer.invalidate()
    for (let i = 0; i < count; i++)
      expect(drawn(layer, masks(at))).toEqual({ masks: 1, placed: 1, now: 0 })
    expect(drawn(layer, masks(at))).toEqual({ masks: 0, placed: 1, now: 0 })
  })

  it('only moves the sheet while the view moves, and draws it anew at rest', () => {
    const onChange = vi.fn()
    const layer = new MaskLayer(onChange)
    const start = view(0)
    for (let i = 0; i < count; i++) drawn(layer, masks(start))
    onChange.mockClear()
    for (let left = 1; left < 9; left++) {
      layer.invalidate()
      expect(drawn(layer, masks(view(left)))).toEqual({ masks: 0, placed: 1, now: 0 })
    }
    const last = view(9)
    drawn(layer, masks(last))
    expect(onChange).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1000)
    expect(onChange).toHaveBeenCalledOnce()
    for (let i = 0; i < count; i++) expect(drawn(layer, masks(last)).masks).toBe(1)
    expect(drawn(layer, masks(last)).masks).toBe(0)
  })

  it('draws a hovered candidate and no other', () => {
    const layer = new MaskLayer(() => {})
    const at = view(0)
    for (let i = 0; i < count; i++) drawn(layer, masks(at))
    expect(drawn(layer, masks(at, 'c2'))).toEqual({ masks: 0, placed: 2, now: 1 })
  })
})
