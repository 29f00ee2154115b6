import { isEmptyRle } from '#core/mask/rle-ops'
import type { Draft } from '#rpc/schemas/annotation'
import type { AppInfo } from '#rpc/schemas/system'
import type { PaintLayer, ToolId } from '../canvas/props.ts'

type Card = AppInfo['segmenters'][number]

/** The segmenter that the project works with, as far as it is known. */
export type ProjectSegmenter =
  | { readonly kind: 'unknown' }
  /** The project names one that is not on this computer. */
  | { readonly kind: 'missing'; readonly id: string }
  | { readonly kind: 'here'; readonly card: Pick<Card, 'id' | 'title' | 'capabilities'> }

/** What the annotator is about to ask of the segmenter; `clicks`: those made already. */
export type PromptAsk =
  | { readonly kind: 'click'; readonly label: 0 | 1; readonly clicks: number }
  /** A box that refines the mask; one that marks a region asks nothing yet. */
  | { readonly kind: 'box'; readonly clicks: number }
  /** Candidates for the marked regions; where no box can be taken, by points inside each. */
  | { readonly kind: 'propose' }

/** Why it cannot be asked, and what to do instead. */
export type PromptRefusal = {
  readonly reason: string
  readonly hint: string
  /** What helps at once. */
  readonly mend: 'forget-clicks' | 'choose-segmenter'
}

const cornersOfBox = 2

/** Whether the segmenter can be asked so; null where it can, or where nothing is known of it yet. */
export function promptRefusal(segmenter: ProjectSegmenter, ask: PromptAsk): PromptRefusal | null {
  if (segmenter.kind === 'unknown') return null
  if (segmenter.kind === 'missing')
    return unable(
      `The project’s segmenter, ${segmenter.id}, is not on this computer.`,
      'Get it, or choose another one for this project.',
    )
  const { title, capabilities } = segmenter.card
  if (ask.kind === 'propose') return null
  if (ask.kind === 'box' && !capabilities.box)
    return unable(
      `${title} takes no boxes.`,
      'Click the target (P), paint it (B), or choose another segmenter.',
    )
  if (ask.kind === 'click' && ask.label === 0 && !capabilities.negativePoints)
    return unable(
      `${title} takes no negative clicks.`,
      'Take the eraser (E) to what is too much, or choose another segmenter.',
    )
  return tooMany(segmenter.card, ask)
}

function unable(reason: string, hint: string): PromptRefusal {
  return { reason, hint, mend: 'choose-segmenter' }
}

function tooMany(
  { title, capabilities: { mostPoints } }: Pick<Card, 'title' | 'capabilities'>,
  ask: Exclude<PromptAsk, { kind: 'propose' }>,
): PromptRefusal | null {
  const points = ask.clicks + (ask.kind === 'box' ? cornersOfBox : 1)
  if (mostPoints === null || points <= mostPoints) return null
  return {
    reason:
      ask.kind === 'box'
        ? `${title} takes at most ${mostPoints} points, a box counting two, and there are ${ask.clicks} clicks.`
        : `${title} takes at most ${mostPoints} clicks.`,
    hint: 'Forget the clicks to start a new row of them, or go on with the brush (B).',
    mend: 'forget-clicks',
  }
}

/** A tool as it would act now. `marksRegion`: nothing is drawn yet, so that a box says where to look. */
export type ToolInHand = { readonly tool: ToolId; readonly marksRegion: boolean }

/** Why a tool is of no use with this segmenter at all; null where it is. */
export function toolRefusal(
  segmenter: ProjectSegmenter,
  { tool, marksRegion }: ToolInHand,
): string | null {
  if (tool === 'point')
    return promptRefusal(segmenter, { kind: 'click', label: 1, clicks: 0 })?.reason ?? null
  if (tool !== 'box' || marksRegion) return null
  return promptRefusal(segmenter, { kind: 'box', clicks: 0 })?.reason ?? null
}

/** What the segmenter leaves out of what a tool can do, in a sentence; null where nothing. */
export function toolLimit(segmenter: ProjectSegmenter, inHand: ToolInHand): string | null {
  const refusal = toolRefusal(segmenter, inHand)
  if (refusal !== null || segmenter.kind !== 'here') return refusal
  const { title, capabilities } = segmenter.card
  if (inHand.tool === 'box')
    return capabilities.box ? null : `${title} takes no boxes: this one marks where to look.`
  if (inHand.tool !== 'point') return null
  const limits = [
    capabilities.negativePoints ? '' : 'no negative clicks',
    capabilities.mostPoints === null ? '' : `at most ${capabilities.mostPoints} clicks`,
    capabilities.maskPrompt ? '' : 'each starts again from all clicks',
  ].filter((limit) => limit !== '')
  return limits.length === 0 ? null : `${title}: ${limits.join('; ')}.`
}

/** Whether a box drawn now marks a region, rather than refining what is drawn. */
export function marksRegion(draft: Draft | null, layer: PaintLayer): boolean {
  return layer === 'target' && (draft === null || isEmptyRle(draft.target))
}

/** The card of the segmenter that a project names, among those on this computer. */
export function findSegmenter(
  cards: AppInfo['segmenters'] | undefined,
  id: string | undefined,
): ProjectSegmenter {
  if (cards === undefined || id === undefined) return { kind: 'unknown' }
  const card = cards.find((one) => one.id === id)
  return card === undefined ? { kind: 'missing', id } : { kind: 'here', card }
}
