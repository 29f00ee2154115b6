import type { ToolId } from '../canvas/props.ts'
import { useApp } from './app.ts'
import {
  findSegmenter,
  marksRegion,
  toolLimit,
  type ProjectSegmenter,
  type ToolInHand,
} from './prompt-limits.ts'
import { useSession } from './session.ts'
import { useView } from './view.ts'

/** The segmenter of the open project, for decisions of `prompt-limits.ts`. */
export function projectSegmenter({ info, pipeline } = useApp.getState()): ProjectSegmenter {
  return findSegmenter(info?.segmenters, pipeline?.segmenter)
}

/** What the tool leaves out here and now. */
export function limitOfTool(tool: ToolId): string | null {
  const { draft } = useSession.getState()
  const region = marksRegion(draft, useView.getState().layer)
  return toolLimit(projectSegmenter(), { tool, marksRegion: region })
}

export function useToolInHand(tool: ToolId): ToolInHand {
  const layer = useView((state) => state.layer)
  const region = useSession((state) => marksRegion(state.draft, layer))
  return { tool, marksRegion: region }
}

export function useProjectSegmenter(): ProjectSegmenter {
  const cards = useApp((state) => state.info?.segmenters)
  const id = useApp((state) => state.pipeline?.segmenter)
  return findSegmenter(cards, id)
}
