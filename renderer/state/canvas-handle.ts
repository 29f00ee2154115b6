import { createRef } from 'react'
import type { CanvasHandle } from '../canvas/props.ts'

/** The canvas on screen, for commands; null while none is shown. */
export const canvasRef = createRef<CanvasHandle>()
