import { imagePoint, screenPoint, type ImagePoint } from '../../../core/geometry/point.ts'
import type { Size } from '../../../core/geometry/size.ts'
import type { CanvasGesture, ToolId } from '../../../renderer/canvas/props.ts'
import { createMachine, type ToolMachine } from '../../../renderer/canvas/tools/machine.ts'
import type {
  PointerButton,
  Sketch,
  ToolEnvironment,
  ToolPointer,
} from '../../../renderer/canvas/tools/tool.ts'

type Modifiers = {
  readonly button?: PointerButton
  readonly shift?: boolean
  readonly alt?: boolean
  readonly ctrl?: boolean
  readonly double?: boolean
  readonly space?: boolean
}

type Surroundings = {
  readonly size?: Size
  readonly zoom?: number
  readonly canPaint?: boolean
  readonly drawnPrior?: readonly number[] | null
  readonly candidatesAt?: (point: ImagePoint) => readonly string[]
}

/** Sends pointer events in image coordinates to the tools and writes down all they do. No DOM, no Konva. */
export class ToolDriver {
  readonly gestures: CanvasGesture[] = []
  /** What the tool did to the bits, one line each: `begin`, `stroke 1 2,3 4,5`, `fill 0 3 points`, `commit brush`, `abort`. */
  readonly paint: string[] = []
  readonly pans: [number, number][] = []
  sketch: Sketch | null = null
  readonly machine: ToolMachine
  readonly #zoom: number

  constructor(tool: ToolId, around: Surroundings = {}) {
    this.#zoom = around.zoom ?? 1
    this.machine = createMachine(this.#environment(around), tool)
  }

  /** Tool and state, as in `brush.painting`. */
  get path(): string {
    return `${this.machine.tool()}.${this.machine.state()}`
  }

  down(x: number, y: number, modifiers: Modifiers = {}): this {
    this.machine.pointerDown(this.#pointer(x, y, modifiers), {
      isPanning: modifiers.space ?? false,
    })
    return this
  }

  move(x: number, y: number, modifiers: Modifiers = {}): this {
    this.machine.pointerMove(this.#pointer(x, y, modifiers))
    return this
  }

  up(x: number, y: number, modifiers: Modifiers = {}): this {
    this.machine.pointerUp(this.#pointer(x, y, modifiers))
    return this
  }

  click(x: number, y: number, modifiers: Modifiers = {}): this {
    return this.down(x, y, modifiers).up(x, y, modifiers)
  }

  #pointer(x: number, y: number, modifiers: Modifiers): ToolPointer {
    const image = imagePoint(x, y)
    return {
      screen: screenPoint(x * this.#zoom, y * this.#zoom),
      image,
      path: [image],
      button: modifiers.button ?? 'main',
      isShift: modifiers.shift ?? false,
      isAlt: modifiers.alt ?? false,
      isCtrl: modifiers.ctrl ?? false,
      isDouble: modifiers.double ?? false,
    }
  }

  #environment(around: Surroundings): ToolEnvironment {
    return {
      imageSize: () => around.size ?? { width: 900, height: 450 },
      zoom: () => this.#zoom,
      grid: () => ({ n: 9, style: 'split', shift: false }),
      layer: () => 'target',
      brushRadius: () => 10,
      canPaint: () => around.canPaint ?? true,
      drawnPrior: () => around.drawnPrior ?? null,
      candidatesAt: around.candidatesAt ?? (() => []),
      emit: (gesture) => this.gestures.push(gesture),
      pan: (dx, dy) => this.pans.push([dx, dy]),
      show: (sketch) => {
        this.sketch = sketch
      },
      paint: {
        begin: () => this.paint.push('begin'),
        stroke: (points, value) =>
          this.paint.push(`stroke ${value} ${points.map(({ x, y }) => `${x},${y}`).join(' ')}`),
        fill: (ring, value) => this.paint.push(`fill ${value} ${ring.length} points`),
        commit: (tool) => this.paint.push(`commit ${tool}`),
        abort: () => this.paint.push('abort'),
      },
    }
  }
}
