import type { Layer as KonvaLayer } from 'konva/lib/Layer.js'
import {
  memo,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type CSSProperties,
  type JSX,
  type RefObject,
} from 'react'
import { Layer, Shape, Stage } from 'react-konva/lib/ReactKonvaCore.js'
import { CanvasEngine } from './engine.ts'
import { layerNames, type LayerName } from './frame-loop.ts'
import { listen } from './input.ts'
import type { CanvasProps } from './props.ts'
import { pixelRatioOf } from './viewport.ts'

type Measures = { readonly width: number; readonly height: number; readonly pixelRatio: number }

const unmeasured: Measures = { width: 0, height: 0, pixelRatio: 1 }

/** The picture with all that lies on it. It fills its parent; React renders it for new props only, never for a pointer. */
export const AnnotateCanvas = memo(function AnnotateCanvas(given: CanvasProps): JSX.Element {
  const { ref, ...props } = given
  const [engine] = useState(() => new CanvasEngine(props))
  const host = useRef<HTMLDivElement>(null)
  const [layers] = useState(() => new Map<LayerName, KonvaLayer>())
  const measures = useMeasures(host)
  const description = useId()

  useImperativeHandle(ref, () => engine, [engine])
  useLayoutEffect(() => engine.update(props), [engine, props])
  useLayoutEffect(() => {
    if (measures === unmeasured) return
    for (const layer of layers.values()) layer.getCanvas().setPixelRatio(measures.pixelRatio)
    engine.resize(measures, measures.pixelRatio)
  }, [engine, layers, measures])
  useEffect(() => {
    if (host.current === null) return
    // Without the hit canvas: nothing listens.
    engine.attach((name) => layers.get(name)?.drawScene())
    const stop = listen(host.current, engine)
    return () => {
      stop()
      engine.detach()
    }
  }, [engine, layers])

  return (
    <div
      ref={host}
      role="application"
      tabIndex={0}
      aria-label="Picture"
      aria-describedby={description}
      style={hostStyle}
    >
      <KeyboardHelp id={description} />
      <CanvasStage engine={engine} layers={layers} measures={measures} />
    </div>
  )
})

const hostStyle: CSSProperties = {
  position: 'absolute',
  inset: 0,
  overflow: 'hidden',
  touchAction: 'none',
  userSelect: 'none',
}

function KeyboardHelp({ id }: { readonly id: string }): JSX.Element {
  return (
    <span id={id} hidden>
      Arrow keys move a crosshair by one pixel, with Shift by ten. Enter or Space acts there with
      the current tool; with Alt it means outside. Escape gives a gesture up.
    </span>
  )
}

type StageProps = {
  readonly engine: CanvasEngine
  readonly layers: Map<LayerName, KonvaLayer>
  readonly measures: Measures
}

/** Konva holds the canvases; each layer is one shape that the engine draws. */
const CanvasStage = memo(function CanvasStage({ engine, layers, measures }: StageProps) {
  return (
    <Stage width={measures.width} height={measures.height} listening={false}>
      {layerNames.map((name) => (
        <Layer
          key={name}
          listening={false}
          ref={(layer) => {
            if (layer === null) layers.delete(name)
            else layers.set(name, layer)
          }}
        >
          <Shape
            listening={false}
            perfectDrawEnabled={false}
            sceneFunc={(context) => engine.draw(name, context._context)}
          />
        </Layer>
      ))}
    </Stage>
  )
})

/** Size of the element and the pixel ratio, which changes when the window moves to another monitor. */
function useMeasures(host: RefObject<HTMLDivElement | null>): Measures {
  const [measures, setMeasures] = useState(unmeasured)
  useLayoutEffect(() => {
    const element = host.current
    if (element === null) return
    const measure = () => {
      const { width, height } = element.getBoundingClientRect()
      const pixelRatio = pixelRatioOf(window.devicePixelRatio)
      setMeasures((before) =>
        before.width === width && before.height === height && before.pixelRatio === pixelRatio
          ? before
          : { width, height, pixelRatio },
      )
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    const stopRatio = watchPixelRatio(measure)
    measure()
    return () => {
      observer.disconnect()
      stopRatio()
    }
  }, [host])
  return measures
}

/** A media query holds for one ratio only: each change asks a new one. */
function watchPixelRatio(onChange: () => void): () => void {
  const stop = new AbortController()
  const watch = () => {
    const query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`)
    const changed = () => {
      onChange()
      if (!stop.signal.aborted) watch()
    }
    query.addEventListener('change', changed, { once: true, signal: stop.signal })
  }
  watch()
  return () => stop.abort()
}
