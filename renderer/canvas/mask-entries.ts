import type { Rle } from '#core/mask/mask'
import { candidateColour, colours, fillOpacity } from './colours.ts'
import type { CanvasProps, PaintLayer } from './props.ts'

export type MaskStyle = {
  readonly colour: string
  /** Opacity of the fill, 0..1. */
  readonly fill: number
  /** `double`: light on dark, seen on any picture; `thin`: one line in the mask's colour. */
  readonly outline: 'double' | 'thin'
  /** Of fill and outline together. */
  readonly opacity: number
  readonly isHatched: boolean
}

export type MaskEntry = {
  readonly rle: Rle
  readonly style: MaskStyle
  /** Set for the draft's layers, whose bits may be under the brush. */
  readonly layer: PaintLayer | null
}

type Shown = Pick<CanvasProps, 'overlays' | 'candidates' | 'chosen' | 'hovered' | 'noTarget'> & {
  readonly target: Rle
  readonly ignore: Rle
}

/** How far everything else steps back while one candidate is hovered. */
const dimmed = 0.15

/** How far the other outlines step back while candidates are chosen: there to be found, not in the way. */
const receded = 0.25

/** What the mask layer shows, from the back to the front. */
export function maskEntries(shown: Shown): readonly MaskEntry[] {
  if (shown.overlays.before) return []
  const isIsolating = shown.overlays.candidates && shown.hovered !== null
  const opacity = isIsolating ? dimmed : 1
  return [
    ...(shown.overlays.mask ? draftEntries(shown, opacity) : []),
    ...(shown.overlays.candidates ? candidateEntries(shown, opacity) : []),
  ]
}

function draftEntries(shown: Shown, opacity: number): readonly MaskEntry[] {
  const ignore: MaskEntry = {
    rle: shown.ignore,
    layer: 'ignore',
    style: { colour: colours.ignore, fill: 0.6, outline: 'double', opacity, isHatched: true },
  }
  const target: MaskEntry = {
    rle: shown.target,
    layer: 'target',
    style: filled(colours.target, opacity),
  }
  return shown.noTarget ? [ignore] : [ignore, target]
}

function candidateEntries(shown: Shown, opacity: number): readonly MaskEntry[] {
  const { chosen, hovered } = shown
  const place = (id: string) => (id === hovered ? 2 : chosen.includes(id) ? 1 : 0)
  return shown.candidates
    .toSorted((a, b) => place(a.id) - place(b.id) || b.rank - a.rank)
    .map(({ id, rank, rle }) => {
      const colour = chosen.includes(id) ? colours.target : candidateColour(rank)
      if (id === hovered) return { rle, layer: null, style: filled(colour, 1) }
      if (chosen.includes(id)) return { rle, layer: null, style: filled(colour, opacity) }
      const away = chosen.length > 0 ? Math.min(opacity, receded) : opacity
      const style = { colour, fill: 0, outline: 'thin', opacity: away, isHatched: false } as const
      return { rle, layer: null, style }
    })
}

function filled(colour: string, opacity: number): MaskStyle {
  return { colour, fill: fillOpacity, outline: 'double', opacity, isHatched: false }
}
