import type { Rle } from '#core/mask/mask'
import { candidateColour, colours, fillOpacity } from './colours.ts'
import type { CanvasProps, MaskDifference, PaintLayer } from './props.ts'

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

type Shown = Pick<CanvasProps, 'overlays' | 'candidates' | 'chosen' | 'noTarget' | 'difference'> & {
  readonly target: Rle
  readonly ignore: Rle
}

/** How far the other outlines step back while candidates are chosen: there to be found, not in the way. */
const receded = 0.25

/** What the mask layer shows, from the back to the front. Hovering changes none of it, so that it costs nothing. */
export function maskEntries(shown: Shown): readonly MaskEntry[] {
  if (shown.overlays.before) return []
  return [
    ...(shown.overlays.mask ? draftEntries(shown) : []),
    ...(shown.overlays.candidates ? candidateEntries(shown) : []),
    ...(shown.difference === null ? [] : differenceEntries(shown.difference)),
  ]
}

/** The hovered candidate, for which everything else steps back. */
export function spotlightEntry(
  shown: Pick<CanvasProps, 'overlays' | 'candidates' | 'chosen' | 'hovered'>,
): MaskEntry | null {
  const { overlays, candidates, chosen, hovered } = shown
  if (overlays.before || !overlays.candidates) return null
  const candidate = candidates.find(({ id }) => id === hovered)
  if (candidate === undefined) return null
  const { id, rank, rle } = candidate
  const colour = chosen.includes(id) ? colours.target : candidateColour(rank)
  return { rle, layer: null, style: filled(colour) }
}

function draftEntries(shown: Shown): readonly MaskEntry[] {
  const ignore: MaskEntry = {
    rle: shown.ignore,
    layer: 'ignore',
    style: { colour: colours.ignore, fill: 0.6, outline: 'double', opacity: 1, isHatched: true },
  }
  const style = filled(colours.target)
  const target: MaskEntry = {
    rle: shown.target,
    layer: 'target',
    // What differs is what is to be seen.
    style: shown.difference === null ? style : { ...style, fill: 0, outline: 'thin' },
  }
  return shown.noTarget ? [ignore] : [ignore, target]
}

function candidateEntries({ candidates, chosen }: Shown): readonly MaskEntry[] {
  const place = (id: string) => (chosen.includes(id) ? 1 : 0)
  const opacity = chosen.length > 0 ? receded : 1
  return candidates
    .toSorted((a, b) => place(a.id) - place(b.id) || b.rank - a.rank)
    .map(({ id, rank, rle }) => {
      if (chosen.includes(id)) return { rle, layer: null, style: filled(colours.target) }
      const colour = candidateColour(rank)
      const style = { colour, fill: 0, outline: 'thin', opacity, isHatched: false } as const
      return { rle, layer: null, style }
    })
}

const changed = { fill: 0.75, outline: 'thin' } as const

function differenceEntries({ added, removed }: MaskDifference): readonly MaskEntry[] {
  const { excess, missed } = colours.difference
  return [
    { rle: added, layer: null, style: { ...filled(excess), ...changed } },
    { rle: removed, layer: null, style: { ...filled(missed), ...changed, isHatched: true } },
  ]
}

function filled(colour: string): MaskStyle {
  return { colour, fill: fillOpacity, outline: 'double', opacity: 1, isHatched: false }
}
