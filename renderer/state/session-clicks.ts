import { mergeRedecoded } from '#core/annotation/click'
import type { ImageBox } from '#core/geometry/box'
import type { ImagePoint } from '#core/geometry/point'
import { isEmptyRle } from '#core/mask/rle-ops'
import { call } from '../rpc/client.ts'
import { isCancelled } from '../rpc/client-error.ts'
import { projectSegmenter } from './project-segmenter.ts'
import { marksRegion, promptRefusal, type PromptAsk } from './prompt-limits.ts'
import { editTo, pushEdits } from './session-edits.ts'
import { setRegions } from './session-run.ts'
import { useSession } from './session.ts'
import { tellRefusal } from './tell-refusal.ts'
import { announce, useView } from './view.ts'

let underWay: AbortController | null = null

/** A click of the point tool: all clicks so far refine the mask as it is now. */
export async function addClick(point: ImagePoint, label: 0 | 1): Promise<void> {
  const { draft, clicks } = useSession.getState()
  if (draft === null || isRefused({ kind: 'click', label, clicks: clicks.length })) return
  const next = [...clicks, { point, label }]
  useSession.setState({ clicks: next })
  const isKept = await segment({ points: next, box: null, tool: 'click' })
  if (!isKept && useSession.getState().clicks === next) useSession.setState({ clicks })
}

/** A box: the region to look in while nothing is drawn, else a prompt that refines the mask. */
export async function addBox(box: ImageBox): Promise<void> {
  const { draft, clicks } = useSession.getState()
  if (draft === null) return
  const layer = useView.getState().layer
  if (marksRegion(draft, layer)) setRegions([{ kind: 'box', box }])
  else if (!isRefused({ kind: 'box', clicks: clicks.length }))
    await segment({ points: clicks, box, tool: 'box' })
}

function isRefused(ask: PromptAsk): boolean {
  const refusal = promptRefusal(projectSegmenter(), ask)
  if (refusal !== null) tellRefusal(refusal, forgetClicks)
  return refusal !== null
}

export function forgetClicks(): void {
  useSession.setState({ clicks: [] })
}

export function leaveClicks(): void {
  underWay?.abort()
  underWay = null
}

type Prompt = {
  readonly points: readonly { readonly point: ImagePoint; readonly label: 0 | 1 }[]
  readonly box: ImageBox | null
  readonly tool: 'click' | 'box'
}

/** Whether the prompt became an edit; a newer prompt takes an older one's place. */
async function segment(prompt: Prompt): Promise<boolean> {
  const { sampleId, draft } = useSession.getState()
  if (sampleId === null || draft === null) return false
  const { layer } = useView.getState()
  underWay?.abort()
  const mine = new AbortController()
  underWay = mine
  useSession.setState({ isSegmenting: true })
  const mask = isEmptyRle(draft[layer]) ? null : draft[layer]
  const { points, box } = prompt
  try {
    const answer = await call(
      'segment.image',
      { sample: sampleId, prompt: { points, box, mask } },
      { signal: mine.signal },
    )
    const best = answer.masks[0]
    if (underWay !== mine || best === undefined) return false
    const before = useSession.getState().draft?.[layer] ?? draft[layer]
    const after = mergeRedecoded(before, best.rle, box)
    const edit = editTo(after, { layer, tool: prompt.tool, params: paramsOf(prompt) })
    if (edit !== null) pushEdits([edit])
    announce(`Mask refined; the segmenter expects an IoU of ${best.score.toFixed(2)}.`)
    return true
  } catch (error) {
    if (isCancelled(error)) return underWay !== mine
    throw error
  } finally {
    if (underWay === mine) {
      underWay = null
      useSession.setState({ isSegmenting: false })
    }
  }
}

/** Points as x, y, label one after another, in image pixels. */
function paramsOf({ points, box }: Prompt): Record<string, number[]> {
  return {
    clicks: points.flatMap(({ point, label }) => [point.x, point.y, label]),
    ...(box === null ? {} : { box: [box.x0, box.y0, box.x1, box.y1] }),
  }
}
