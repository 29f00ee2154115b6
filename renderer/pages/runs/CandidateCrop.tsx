import { useEffect, useRef } from 'react'
import type { Rle } from '#core/mask/mask'
import { drawCrop } from '../../panels/tray/draw-crop.ts'

type Props = { readonly rle: Rle; readonly photo: ImageBitmap | null }

/** A mask on its dimmed surroundings. */
export function CandidateCrop({ rle, photo }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (canvas.current !== null && photo !== null) drawCrop(canvas.current, photo, rle)
  }, [photo, rle])
  return <canvas ref={canvas} className="run-crop" width={208} height={152} aria-hidden />
}
