import { create } from 'zustand'
import type { ImagePoint } from '#core/geometry/point'
import type { CanvasOverlays, PaintLayer, ToolId } from '../canvas/props.ts'

export type InspectorTab = 'query' | 'reasoning' | 'objects' | 'history' | 'record'

export type DialogId =
  | 'import-images'
  | 'import-dataset'
  | 'import-priors'
  | 'export'
  | 'predictions'
  | 'merge'
  | 'bundle'
  | 'unpack'
  | 'settings'
  | 'add-query'
  | 'help'
  | 'segmenter'
  | 'annotators'

/** Where the annotator's hands and eyes are: tool, overlays, panels, dialogs. */
export type ViewState = {
  readonly tool: ToolId
  readonly layer: PaintLayer
  /** Image pixels. */
  readonly brushRadius: number
  readonly overlays: CanvasOverlays
  readonly inspectorTab: InspectorTab
  readonly isSamplesOpen: boolean
  readonly isInspectorOpen: boolean
  /** Under 1200 px: one side panel at a time. */
  readonly isNarrow: boolean
  readonly dialog: DialogId | null
  readonly isTourOpen: boolean
  readonly pointer: ImagePoint | null
  /** CSS pixels an image pixel takes. */
  readonly zoom: number
  /** Read out by screen readers. */
  readonly announcement: string
}

export const useView = create<ViewState>(() => ({
  tool: 'select',
  layer: 'target',
  brushRadius: 12,
  overlays: { grid: true, prior: false, candidates: true, mask: true, before: false },
  inspectorTab: 'query',
  isSamplesOpen: true,
  isInspectorOpen: true,
  isNarrow: false,
  dialog: null,
  isTourOpen: false,
  pointer: null,
  zoom: 1,
  announcement: '',
}))

export function announce(text: string): void {
  useView.setState({ announcement: text })
}

export function openDialog(dialog: DialogId | null): void {
  useView.setState({ dialog })
}

export function showTab(inspectorTab: InspectorTab): void {
  useView.setState(({ isNarrow, isSamplesOpen }) => ({
    inspectorTab,
    isInspectorOpen: true,
    isSamplesOpen: isSamplesOpen && !isNarrow,
  }))
}
