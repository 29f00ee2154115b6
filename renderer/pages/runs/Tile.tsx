import { Modal } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { Size } from '#core/geometry/size'
import { Term } from '../../ui/Term.tsx'
import { drawTile, type TileLayers } from './draw-tile.ts'

type Props = {
  readonly title: string
  readonly definition: string
  readonly image: Size
  /** null until it is there. */
  readonly photo: ImageBitmap | null
  readonly layers: TileLayers
}

const smallSide = 360
const largeSide = 1400

/** The photograph with something over it; opens large. */
export function Tile({ title, definition, image, photo, layers }: Props) {
  const [isLarge, setLarge] = useState(false)
  return (
    <figure className="run-tile">
      <button type="button" aria-label={`${title}, large`} onClick={() => setLarge(true)}>
        <Drawing image={image} photo={photo} layers={layers} side={smallSide} />
      </button>
      <figcaption>
        <Term definition={definition}>{title}</Term>
      </figcaption>
      <Modal
        opened={isLarge}
        onClose={() => setLarge(false)}
        size="auto"
        title={title}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <div className="run-tile-large">
          <Drawing image={image} photo={photo} layers={layers} side={largeSide} />
        </div>
      </Modal>
    </figure>
  )
}

type DrawingProps = Pick<Props, 'image' | 'photo' | 'layers'> & { readonly side: number }

function Drawing({ image, photo, layers, side }: DrawingProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const scale = side / Math.max(image.width, image.height)
  useEffect(() => {
    if (canvas.current !== null && photo !== null) drawTile(canvas.current, photo, image, layers)
  }, [photo, image, layers])
  return (
    <canvas
      ref={canvas}
      width={Math.round(image.width * scale)}
      height={Math.round(image.height * scale)}
      aria-hidden
    />
  )
}
