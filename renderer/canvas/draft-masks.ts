import { digestOfRle } from './digest.ts'
import { maskEntries, spotlightEntry, type MaskEntry } from './mask-entries.ts'
import { MaskLayer } from './mask-layer.ts'
import { DraftLayer } from './paint-layer.ts'
import { createDirtyBoxes, createPainter, type Painter } from './paint-port.ts'
import type { CanvasGesture, CanvasProps, PaintLayer } from './props.ts'
import type { Pen, Scene } from './scene.ts'

const paintLayers = ['target', 'ignore'] as const
const paintTools: readonly string[] = ['brush', 'eraser', 'lasso', 'polygon']

/** Milliseconds. */
const prepareAfter = 60

type Surroundings = {
  props(): CanvasProps
  /** The masks need drawing. */
  changed(): void
  emit(gesture: CanvasGesture): void
}

/** All masks of the canvas: the draft's layers, painted on, and the candidates. */
export class DraftMasks {
  readonly painter: Painter
  readonly #around: Surroundings
  readonly #picture: MaskLayer
  readonly #dirty = createDirtyBoxes()
  #layers: Record<PaintLayer, DraftLayer>
  #entries: readonly MaskEntry[] = []
  #key = ''
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(around: Surroundings) {
    this.#around = around
    this.#layers = layersOf(around.props())
    this.#picture = new MaskLayer(() => around.changed())
    this.painter = createPainter({
      layer: () => around.props().layer,
      radius: () => around.props().brushRadius,
      state: (layer) => this.#layers[layer],
      changed: (layer, box) => {
        this.#dirty.add(layer, box)
        this.refresh()
        around.changed()
      },
      emit: (gesture) => around.emit(gesture),
    })
  }

  /** Of the target as shown, unsent strokes included. */
  digest(): string {
    return digestOfRle(this.#layers.target.shown)
  }

  /** Another image. */
  open(): void {
    this.#layers = layersOf(this.#around.props())
    this.#picture.forget()
    this.refresh()
  }

  /** The props brought a new draft of the same image. */
  receive(before: CanvasProps): void {
    const props = this.#around.props()
    for (const layer of paintLayers) {
      if (props[layer] === before[layer]) continue
      const changed = this.#layers[layer].receive(props[layer])
      if (changed !== null) this.#dirty.add(layer, changed)
    }
  }

  /** Decides anew what is shown; the sheet is drawn again only where that differs. */
  refresh(): void {
    const props = this.#around.props()
    const paints = props.canPaint && paintTools.includes(props.tool)
    this.#entries = maskEntries({
      ...props,
      // Nobody paints blindly.
      overlays: { ...props.overlays, mask: props.overlays.mask || paints },
      noTarget: props.noTarget && !paints,
      target: this.#layers.target.shown,
      ignore: this.#layers.ignore.shown,
    })
    const key = this.#entries.map((entry) => this.#keyOf(entry)).join('\n')
    if (key !== this.#key) this.#picture.invalidate()
    this.#key = key
    if (paints && this.#layers[props.layer].bits === null) this.#prepareSoon()
  }

  /** Another size or pixel ratio of the canvas. */
  resize(): void {
    this.#picture.invalidate()
  }

  draw(pen: Pen, scene: Scene): void {
    for (const layer of paintLayers) {
      const box = this.#dirty.take(layer)
      if (box !== null) this.#picture.update(layer, this.#layers[layer], box)
    }
    this.#picture.draw(pen, {
      scene,
      entries: this.#entries,
      spotlight: spotlightEntry(this.#around.props()),
      layers: this.#layers,
      painting: this.painter.painting(),
    })
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#picture.close()
  }

  /** Once what was asked for is on screen, so that the first stroke need not wait. */
  #prepareSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#layers[this.#around.props().layer].prepare()
      this.refresh()
      this.#around.changed()
    }, prepareAfter)
  }

  /** Layers with bits are not on the sheet: their masks may change without it. */
  #keyOf({ rle, layer, style }: MaskEntry): string {
    if (layer !== null && this.#layers[layer].bits !== null) return `live ${layer}`
    return `${digestOfRle(rle)} ${style.colour} ${style.fill} ${style.outline} ${style.opacity}`
  }
}

function layersOf(props: CanvasProps): Record<PaintLayer, DraftLayer> {
  return { target: new DraftLayer(props.target), ignore: new DraftLayer(props.ignore) }
}
