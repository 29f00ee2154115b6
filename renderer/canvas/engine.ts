import type { ImagePoint, ScreenPoint } from '#core/geometry/point'
import { isSameSize, type Size } from '#core/geometry/size'
import { moveCrosshair, panToShow } from './crosshair.ts'
import { DraftMasks } from './draft-masks.ts'
import { drawGuides } from './draw/guides.ts'
import { drawHandles } from './draw/handles.ts'
import { drawImage } from './draw/image.ts'
import { drawSketch } from './draw/sketch.ts'
import { FrameLoop, layerNames, type LayerName } from './frame-loop.ts'
import type { CanvasGesture, CanvasHandle, CanvasProps, CanvasState } from './props.ts'
import { isInRle } from './rle-hit.ts'
import type { Pen, Scene } from './scene.ts'
import { TileLoader } from './tile-loader.ts'
import { isInside } from './tools/geometry.ts'
import { toolOf } from './tools/index.ts'
import { createMachine, type ToolMachine } from './tools/machine.ts'
import type { Sketch, ToolEnvironment, ToolPointer } from './tools/tool.ts'
import {
  centreOf,
  fitViewport,
  imageFromScreen,
  panBy,
  resizeViewport,
  screenFromImage,
  zoomAbout,
  type Viewport,
} from './viewport.ts'

/** Everything behind the canvas that React does not see: viewport, tools, masks, and what to redraw in the next frame. */
export class CanvasEngine implements CanvasHandle {
  readonly machine: ToolMachine
  #props: CanvasProps
  #view: Viewport = { size: { width: 0, height: 0 }, zoom: 1, left: 0, top: 0 }
  /** Until the annotator zooms or pans, a new size of the canvas fits the picture again. */
  #isFitted = true
  #pixelRatio = 1
  #sketch: Sketch | null = null
  #pointer: ImagePoint | null = null
  #keyboard: ImagePoint | null = null
  /** While attached. */
  #loader: TileLoader | null = null
  #isViewTold = true
  #isPointerTold = true
  /** Pointer moves since the last frame, handed to the tool together. */
  #moves: ToolPointer[] = []
  readonly #frames = new FrameLoop(() => this.#beforeFrame())
  readonly #masks: DraftMasks

  constructor(props: CanvasProps) {
    this.#props = props
    this.#masks = new DraftMasks({
      props: () => this.#props,
      changed: () => this.#frames.invalidate('masks'),
      emit: (gesture) => this.emit(gesture),
    })
    this.machine = createMachine(this.#environment(), props.tool)
  }

  /** Starts fetching and drawing; `redraw` draws one layer at once. */
  attach(redraw: (name: LayerName) => void): void {
    this.#load()
    this.#masks.refresh()
    this.#frames.start(redraw)
  }

  /** Gives everything back that outlives a frame; it can be attached again. */
  detach(): void {
    this.#frames.stop()
    this.#masks.close()
    this.#loader?.close()
    this.#loader = null
  }

  update(props: CanvasProps): void {
    const before = this.#props
    if (props === before) return
    this.#props = props
    const { image } = props
    if (image.id !== before.image.id || !isSameSize(image.size, before.image.size)) this.#open()
    else this.#masks.receive(before)
    if (image.isMissing !== before.image.isMissing && this.#loader !== null) this.#load()
    if (props.tool !== before.tool) this.machine.choose(props.tool)
    this.#masks.refresh()
    this.#frames.invalidate(...layerNames)
  }

  resize(size: Size, pixelRatio: number): void {
    this.#pixelRatio = pixelRatio
    const image = this.#props.image.size
    this.#setView(
      this.#isFitted ? fitViewport(size, image) : resizeViewport(this.#view, size, image),
    )
    this.#masks.resize()
  }

  draw(name: LayerName, pen: Pen): void {
    const scene = this.#scene()
    pen.save()
    if (name === 'image' && this.#loader !== null) drawImage(pen, scene, this.#loader)
    else if (name === 'masks') this.#masks.draw(pen, scene)
    else if (name === 'guides') drawGuides(pen, scene)
    else if (name === 'handles') drawHandles(pen, scene)
    else if (name === 'sketch') drawSketch(pen, scene)
    pen.restore()
  }

  emit(gesture: CanvasGesture): void {
    this.#props.onGesture(gesture)
  }

  // What the input calls.

  imageAt(point: ScreenPoint): ImagePoint {
    return imageFromScreen(this.#view, point)
  }

  get hasBrush(): boolean {
    return toolOf(this.machine.tool()).hasBrush
  }

  get brushRadius(): number {
    return this.#props.brushRadius
  }

  pointerMoved(pointer: ToolPointer): void {
    this.#moves.push(pointer)
    this.#keyboard = null
    this.#pointTo(pointer.image)
  }

  pointerLeft(): void {
    this.#pointTo(null)
  }

  /** The moves that wait for their frame, now: a press or release must not overtake them. */
  flushMoves(): void {
    const last = this.#moves.at(-1)
    if (last === undefined) return
    const path = this.#moves.flatMap((move) => move.path)
    this.#moves = []
    this.machine.pointerMove({ ...last, path })
  }

  zoomAt(at: ScreenPoint, factor: number): void {
    this.#isFitted = false
    this.#setView(zoomAbout(this.#view, at, factor, this.#props.image.size))
  }

  // The handle.

  fit(): void {
    this.#isFitted = true
    this.#setView(fitViewport(this.#view.size, this.#props.image.size))
  }

  zoomBy(factor: number): void {
    this.zoomAt(centreOf(this.#view), factor)
  }

  actualSize(): void {
    this.zoomBy(1 / this.#view.zoom)
  }

  pan(dx: number, dy: number): void {
    this.#isFitted = false
    this.#setView(panBy(this.#view, dx, dy, this.#props.image.size))
  }

  stepUnderPointer(step: 1 | -1): void {
    const at = this.#pointer ?? this.#keyboard
    const ids = at === null ? [] : this.#candidatesAt(at)
    const now = ids.findIndex((id) => this.#props.chosen.includes(id))
    const first = step > 0 ? 0 : ids.length - 1
    const id = ids[now < 0 ? first : (now + step + ids.length) % ids.length]
    if (id !== undefined) this.emit({ kind: 'pick', id, join: false })
  }

  cancel(): boolean {
    this.#moves = []
    return this.machine.cancel()
  }

  finish(): boolean {
    this.flushMoves()
    return this.machine.finish()
  }

  keyMove(dx: number, dy: number, big: boolean): void {
    const from = this.#keyboard ?? this.imageAt(centreOf(this.#view))
    const far = big ? 10 : 1
    this.#keyboard = moveCrosshair(from, [dx * far, dy * far], this.#props.image.size)
    const [x, y] = panToShow(this.#view, this.#keyboard)
    if (x !== 0 || y !== 0) this.pan(x, y)
    this.#pointTo(null)
    this.machine.pointerMove(this.#keyboardPointer(this.#keyboard, false))
  }

  keyPress(isAlt = false): void {
    if (this.#keyboard === null) this.keyMove(0, 0, false)
    if (this.#keyboard === null) return
    const pointer = this.#keyboardPointer(this.#keyboard, isAlt)
    this.machine.pointerDown(pointer)
    this.machine.pointerUp(pointer)
  }

  state(): CanvasState {
    const { x, y } = this.imageAt(centreOf(this.#view))
    return {
      tool: this.machine.tool(),
      state: this.machine.state(),
      zoom: this.#view.zoom,
      x,
      y,
      maskHash: this.#masks.digest(),
    }
  }

  #scene(): Scene {
    return {
      props: this.#props,
      view: this.#view,
      pixelRatio: this.#pixelRatio,
      tool: this.machine.tool(),
      sketch: this.#sketch,
      pointer: this.#pointer,
      keyboard: this.#keyboard,
    }
  }

  #environment(): ToolEnvironment {
    return {
      imageSize: () => this.#props.image.size,
      zoom: () => this.#view.zoom,
      grid: () => this.#props.grid,
      layer: () => this.#props.layer,
      brushRadius: () => this.#props.brushRadius,
      canPaint: () => this.#props.canPaint,
      drawnPrior: () => this.#props.drawnPrior,
      candidatesAt: (point) => this.#candidatesAt(point),
      emit: (gesture) => this.emit(gesture),
      pan: (dx, dy) => this.pan(dx, dy),
      show: (sketch) => {
        this.#sketch = sketch
        this.#frames.invalidate('guides', 'sketch')
      },
      paint: this.#masks.painter,
    }
  }

  #candidatesAt(point: ImagePoint): readonly string[] {
    const { candidates, overlays } = this.#props
    if (!overlays.candidates || overlays.before) return []
    return candidates
      .filter(({ rle }) => isInRle(rle, point))
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ id }) => id)
  }

  #open(): void {
    this.cancel()
    this.#masks.open()
    this.#keyboard = null
    if (this.#loader !== null) this.#load()
    this.fit()
  }

  #load(): void {
    this.#loader?.close()
    const { id, isMissing } = this.#props.image
    this.#loader = new TileLoader(id, () => this.#frames.invalidate('image'))
    if (!isMissing) this.#loader.open()
  }

  #pointTo(point: ImagePoint | null): void {
    this.#pointer = point
    this.#isPointerTold = false
    this.#frames.invalidate('sketch')
  }

  #keyboardPointer(image: ImagePoint, isAlt: boolean): ToolPointer {
    const screen = screenFromImage(this.#view, image)
    const modifiers = { isShift: false, isAlt, isCtrl: false, isDouble: false }
    return { screen, image, path: [image], button: 'main', ...modifiers }
  }

  #setView(view: Viewport): void {
    this.#view = view
    this.#isViewTold = false
    this.#frames.invalidate(...layerNames)
  }

  #beforeFrame(): void {
    this.flushMoves()
    if (!this.#isViewTold) this.#props.onView({ zoom: this.#view.zoom })
    this.#isViewTold = true
    if (this.#isPointerTold) return
    this.#isPointerTold = true
    const point = this.#pointer ?? this.#keyboard
    const isOn = point !== null && isInside(point, this.#props.image.size)
    this.#props.onPointer(isOn ? point : null)
  }
}
