import { screenPoint, squaredDistance, type ScreenPoint } from '#core/geometry/point'
import type { CanvasEngine } from './engine.ts'
import { clampRadius } from './tools/brush/sizing.ts'
import type { PointerButton, ToolPointer } from './tools/tool.ts'

const doubleClick = { milliseconds: 400, pixels: 6 } as const
/** Pixels of wheel travel that step to the next mask: a notch of a mouse, a stroke of a touchpad. */
const wheelStep = 60
const arrows: Readonly<Record<string, readonly [dx: number, dy: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** Translates the browser's events on `host` for the engine; the result ends it. */
export function listen(host: HTMLElement, engine: CanvasEngine): () => void {
  const input = new CanvasInput(host, engine)
  const stop = new AbortController()
  const { signal } = stop
  host.addEventListener('pointerdown', (event) => input.down(event), { signal })
  host.addEventListener('pointermove', (event) => input.move(event), { signal })
  host.addEventListener('pointerup', (event) => input.up(event), { signal })
  host.addEventListener('pointercancel', (event) => input.lost(event), { signal })
  host.addEventListener('pointerenter', () => input.enter(), { signal })
  host.addEventListener('pointerleave', () => input.leave(), { signal })
  host.addEventListener('wheel', (event) => input.wheel(event), { signal, passive: false })
  host.addEventListener('contextmenu', (event) => event.preventDefault(), { signal })
  host.addEventListener('keydown', (event) => input.hostKey(event), { signal })
  host.addEventListener('focus', () => input.focus(), { signal })
  host.addEventListener('blur', () => input.blur(), { signal })
  // Before anybody else: held Space pans wherever the focus is, unless that is a text field.
  window.addEventListener('keydown', (event) => input.windowKey(event), { signal, capture: true })
  window.addEventListener('keyup', (event) => input.windowKeyUp(event), { signal, capture: true })
  window.addEventListener('blur', () => input.release(), { signal })
  return () => stop.abort()
}

class CanvasInput {
  readonly #host: HTMLElement
  readonly #engine: CanvasEngine
  readonly #touches = new Map<number, ScreenPoint>()
  #button: PointerButton = 'main'
  #isPressed = false
  #lastDown = { time: -Infinity, at: screenPoint(0, 0) }
  #isOver = false
  #isSpaceHeld = false
  #isControlHeld = false
  #isKeyboardFocus = false
  #wheelTravel = 0

  constructor(host: HTMLElement, engine: CanvasEngine) {
    this.#host = host
    this.#engine = engine
  }

  down(event: PointerEvent): void {
    this.#isKeyboardFocus = false
    this.#host.setPointerCapture(event.pointerId)
    if (event.pointerType === 'touch') {
      this.#touches.set(event.pointerId, this.#screenOf(event))
      if (this.#touches.size > 1) {
        this.#engine.cancel()
        this.#isPressed = false
        return
      }
    }
    if (this.#isPressed) return
    this.#isPressed = true
    this.#button = buttonOf(event.button)
    this.#engine.flushMoves()
    const pointer = this.#pointerOf(event, this.#isDouble(event))
    this.#engine.machine.pointerDown(pointer, { isPanning: this.#isSpaceHeld })
    this.#showCursor()
  }

  move(event: PointerEvent): void {
    if (this.#touches.size > 1) {
      this.#pinch(event)
      return
    }
    this.#isControlHeld &&= event.ctrlKey
    this.#engine.pointerMoved(this.#pointerOf(event, false))
    this.#showCursor()
  }

  up(event: PointerEvent): void {
    const wasPinch = this.#touches.size > 1
    this.#touches.delete(event.pointerId)
    if (wasPinch || !this.#isPressed || buttonOf(event.button) !== this.#button) return
    this.#engine.flushMoves()
    this.#engine.machine.pointerUp(this.#pointerOf(event, false))
    this.#isPressed = false
    this.#button = 'main'
    this.#showCursor()
  }

  lost(event: PointerEvent): void {
    this.#touches.delete(event.pointerId)
    this.#isPressed = false
    this.#engine.cancel()
  }

  enter(): void {
    this.#isOver = true
    this.#showCursor()
  }

  leave(): void {
    this.#isOver = false
    this.#engine.pointerLeft()
  }

  /** Zooms; with Alt steps through the masks under the pointer; with the Control key down changes the brush. */
  wheel(event: WheelEvent): void {
    event.preventDefault()
    const travel = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 20 : event.deltaY
    if (event.altKey) this.#stepMasks(travel)
    // A pinch on a touchpad says ctrlKey as well, with no key down.
    else if (event.ctrlKey && this.#isControlHeld && this.#engine.hasBrush) {
      const radius = clampRadius(this.#engine.brushRadius * Math.exp(-travel * 0.002))
      this.#engine.emit({ kind: 'brush-radius', radius })
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.#engine.pan(-event.deltaX, 0)
    else {
      const factor = Math.exp(-travel * (event.ctrlKey ? 0.01 : 0.0018))
      this.#engine.zoomAt(this.#screenOf(event), Math.min(Math.max(factor, 0.4), 2.5))
    }
  }

  focus(): void {
    this.#isKeyboardFocus = this.#host.matches(':focus-visible')
  }

  blur(): void {
    this.#isKeyboardFocus = false
  }

  /** Reached by Tab, the arrows move the crosshair; after a click they stay what they are elsewhere. */
  hostKey(event: KeyboardEvent): void {
    const arrow = arrows[event.key]
    if (event.key === 'Backspace' || event.key === 'Delete')
      take(event, this.#engine.machine.key('Backspace'))
    if (!this.#isKeyboardFocus || event.ctrlKey || event.metaKey) return
    if (arrow !== undefined) {
      this.#engine.keyMove(arrow[0], arrow[1], event.shiftKey)
      take(event, true)
    } else if (event.key === 'Enter' && !event.shiftKey && !this.#engine.finish()) {
      this.#engine.keyPress(event.altKey)
      take(event, true)
    }
  }

  windowKey(event: KeyboardEvent): void {
    if (event.key === 'Control') this.#isControlHeld = true
    if (event.code !== 'Space' || isTextField(event.target)) return
    if (!this.#isOver && event.target !== this.#host) return
    if (!event.repeat && this.#isOver) this.#isSpaceHeld = true
    if (!event.repeat && !this.#isOver) this.#engine.keyPress(event.altKey)
    take(event, true)
    this.#showCursor()
  }

  windowKeyUp(event: KeyboardEvent): void {
    if (event.key === 'Control') this.#isControlHeld = false
    if (event.code !== 'Space' || !this.#isSpaceHeld) return
    // A button that has the focus would take the release for a click.
    event.preventDefault()
    this.#isSpaceHeld = false
    this.#showCursor()
  }

  /** The window lost the focus: no key is known to be held. */
  release(): void {
    this.#isSpaceHeld = false
    this.#isControlHeld = false
  }

  #pinch(event: PointerEvent): void {
    const before = [...this.#touches.values()]
    if (!this.#touches.has(event.pointerId)) return
    this.#touches.set(event.pointerId, this.#screenOf(event))
    const [a0, b0] = before
    const [a1, b1] = [...this.#touches.values()]
    if (a0 === undefined || b0 === undefined || a1 === undefined || b1 === undefined) return
    const [from, to] = [middle(a0, b0), middle(a1, b1)]
    this.#engine.pan(to.x - from.x, to.y - from.y)
    this.#engine.zoomAt(
      to,
      Math.sqrt(squaredDistance(a1, b1) / Math.max(1, squaredDistance(a0, b0))),
    )
  }

  #stepMasks(travel: number): void {
    if (Math.sign(travel) !== Math.sign(this.#wheelTravel)) this.#wheelTravel = 0
    this.#wheelTravel += travel
    if (Math.abs(this.#wheelTravel) < wheelStep) return
    this.#engine.stepUnderPointer(this.#wheelTravel > 0 ? 1 : -1)
    this.#wheelTravel = 0
  }

  #isDouble(event: PointerEvent): boolean {
    const at = this.#screenOf(event)
    const isDouble =
      event.timeStamp - this.#lastDown.time < doubleClick.milliseconds &&
      squaredDistance(at, this.#lastDown.at) < doubleClick.pixels ** 2
    this.#lastDown = { time: isDouble ? -Infinity : event.timeStamp, at }
    return isDouble
  }

  #pointerOf(event: PointerEvent, isDouble: boolean): ToolPointer {
    const screen = this.#screenOf(event)
    const coalesced = event.getCoalescedEvents?.() ?? []
    const path = (coalesced.length > 0 ? coalesced : [event]).map((each) =>
      this.#engine.imageAt(this.#screenOf(each)),
    )
    return {
      screen,
      image: this.#engine.imageAt(screen),
      path,
      button: this.#button,
      isShift: event.shiftKey,
      isAlt: event.altKey,
      isCtrl: event.ctrlKey || event.metaKey,
      isDouble,
    }
  }

  #screenOf(event: MouseEvent): ScreenPoint {
    const { left, top } = this.#host.getBoundingClientRect()
    return screenPoint(event.clientX - left, event.clientY - top)
  }

  #showCursor(): void {
    const isIdle = this.#engine.machine.state() === 'idle'
    this.#host.style.cursor = this.#isSpaceHeld && isIdle ? 'grab' : this.#engine.machine.cursor()
  }
}

function buttonOf(button: number): PointerButton {
  return button === 1 ? 'middle' : button === 2 ? 'second' : 'main'
}

function middle(a: ScreenPoint, b: ScreenPoint): ScreenPoint {
  return screenPoint((a.x + b.x) / 2, (a.y + b.y) / 2)
}

function isTextField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  )
}

function take(event: KeyboardEvent, isTaken: boolean): void {
  if (!isTaken) return
  event.preventDefault()
  event.stopPropagation()
}
