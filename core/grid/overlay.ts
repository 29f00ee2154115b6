import type { GridSettings } from './grid.ts'
import { numberStrokes, numberWidth } from './digits.ts'
import { cellId, stripEdges } from './lines.ts'

/** Sides of the frame every grid picture is drawn in, whatever the photograph's shape (RSVP appendix D). */
export const frameSide = 1000

export type OverlayName = 'rows' | 'columns' | 'cells'
/** The pictures an MLLM is sent; `bare` has no overlay. */
export type PromptPicture = OverlayName | 'bare'

export type OverlayLine = {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

export type OverlayLabel = {
  readonly text: string
  /** Centre of the number, in the frame. */
  readonly x: number
  readonly y: number
  /** Height of its digits. */
  readonly size: number
  /** Pen strokes, each a list of x, y pairs in the frame. */
  readonly strokes: readonly (readonly number[])[]
}

/** What to draw in a frame of 1000 × 1000. */
export type Overlay = {
  readonly lines: readonly OverlayLine[]
  readonly labels: readonly OverlayLabel[]
}

/** Green lines, white numbers with a dark outline. Widths of strokes are shares of the digits' height. */
export const overlayStyle = {
  line: '#00ff00',
  lineWidth: 3,
  digit: '#ffffff',
  digitWidth: 0.13,
  outline: '#101010',
  outlineWidth: 0.34,
} as const

/** Which pictures the settings send, in the order they are sent. */
export function promptPictures(settings: Pick<GridSettings, 'style'>): PromptPicture[] {
  switch (settings.style) {
    case 'split':
      return ['rows', 'columns']
    case 'grid':
      return ['cells']
    case 'none':
      return ['bare']
  }
}

/**
 * RSVP's Algorithm 1: a line where each strip begins, the first at the frame's edge, and a number in the middle of each
 * strip, for rows at half the width, for columns at half the height. `cells` has both kinds of lines and a number a cell.
 */
export function describeOverlay(
  settings: Pick<GridSettings, 'n' | 'shift'>,
  which: OverlayName,
): Overlay {
  const edges = stripEdges(settings).map((edge) => edge * frameSide)
  const starts = edges.slice(0, -1)
  const across = starts.map((y) => ({ x0: 0, y0: y, x1: frameSide, y1: y }))
  const down = starts.map((x) => ({ x0: x, y0: 0, x1: x, y1: frameSide }))
  const strips = starts.map((from, i) => ({ from, to: edges[i + 1] ?? frameSide }))
  const whole = { from: 0, to: frameSide }
  const longest = String(which === 'cells' ? strips.length ** 2 : strips.length)
  const kind = { longest, share: which === 'cells' ? 0.3 : 0.42 }
  switch (which) {
    case 'rows':
      return { lines: across, labels: strips.map((rows, i) => label(i + 1, kind, whole, rows)) }
    case 'columns':
      return {
        lines: down,
        labels: strips.map((columns, i) => label(i + 1, kind, columns, whole)),
      }
    case 'cells':
      return {
        lines: [...across, ...down],
        labels: strips.flatMap((rows, i) =>
          strips.map((columns, k) => label(cellId(i + 1, k + 1, settings), kind, columns, rows)),
        ),
      }
  }
}

/** The longest number of the picture, and the share of a strip's or cell's height a number takes. */
type LabelKind = { readonly longest: string; readonly share: number }
type Span = { readonly from: number; readonly to: number }

/** Heights that leave the picture visible and the number readable, in pixels of the frame. */
const greatest = 56
const least = 11

/**
 * All numbers of a picture are as large as its longest fits in its strip or cell, never too small to read; where that is
 * wider than half a cell at the frame's edge, the number moves inward.
 */
function label(id: number, kind: LabelKind, columns: Span, rows: Span): OverlayLabel {
  const text = String(id)
  const width = columns.to - columns.from
  const height = rows.to - rows.from
  const fitting = Math.min(height * kind.share, (width * 0.68) / numberWidth(kind.longest, 1))
  const size = Math.min(greatest, Math.max(least, fitting))
  const x = insideFrame((columns.from + columns.to) / 2, numberWidth(text, size))
  const y = insideFrame((rows.from + rows.to) / 2, size)
  return { text, x, y, size, strokes: numberStrokes(text, { x, y, size }) }
}

function insideFrame(centre: number, extent: number): number {
  const half = extent / 2 + overlayStyle.lineWidth
  return Math.min(frameSide - half, Math.max(half, centre))
}
