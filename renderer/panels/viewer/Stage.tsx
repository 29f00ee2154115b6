import { useMemo } from 'react'
import type { Run } from '#rpc/schemas/pipeline'
import type { SampleDetail } from '#rpc/schemas/annotation'
import { gridSettingsSchema } from '#rpc/schemas/reasoning'
import { AnnotateCanvas } from '../../canvas/AnnotateCanvas.tsx'
import type { CandidateView } from '../../canvas/props.ts'
import { takeGesture } from '../../app/actions/gesture.ts'
import { useApp } from '../../state/app.ts'
import { canvasRef } from '../../state/canvas-handle.ts'
import { useSession } from '../../state/session.ts'
import { useView } from '../../state/view.ts'
import { litBoxes } from '../reasoning/lit-boxes.ts'
import { useRegionBoxes } from '../reasoning/use-region-boxes.ts'

const defaultGrid = gridSettingsSchema.parse({})

/** The canvas, fed from the stores. */
export function Stage({ detail }: { readonly detail: SampleDetail }) {
  const session = useSession()
  const { tool, layer, overlays, brushRadius } = useView()
  const isReadOnly = useApp((state) => state.project?.isReadOnly ?? false)
  const grid = useApp((state) => state.pipeline?.grid) ?? defaultGrid
  const priorThreshold = useApp((state) => state.settings?.priorThreshold ?? 0)
  const draft = session.draft ?? detail.draft
  const { run, showsOriginal } = session
  const candidates = useMemo(() => viewsOf(run, showsOriginal), [run, showsOriginal])
  const regionBoxes = useRegionBoxes(detail.image.size)
  const boxes = useMemo(() => regionBoxes.filter((box) => box !== null), [regionBoxes])
  const place = session.pointed ?? session.pinned
  const lit = useMemo(
    () => (place === null ? [] : litBoxes(place, detail.image.size)),
    [place, detail.image.size],
  )
  return (
    <div className="stage" data-tour="canvas">
      <AnnotateCanvas
        ref={canvasRef}
        image={detail.image}
        overlays={overlays}
        grid={grid}
        regions={session.regions}
        regionBoxes={boxes}
        lit={lit}
        prior={session.run?.prior?.weights ?? null}
        priorThreshold={priorThreshold}
        drawnPrior={session.drawnPrior}
        candidates={candidates}
        chosen={session.chosen}
        hovered={session.hovered}
        target={draft.target}
        ignore={draft.ignore}
        noTarget={draft.noTarget}
        difference={null}
        layer={layer}
        clicks={session.clicks}
        tool={tool}
        brushRadius={brushRadius}
        canPaint={!isReadOnly}
        onGesture={takeGesture}
        onPointer={showPointer}
        onView={showZoom}
      />
    </div>
  )
}

function showPointer(pointer: ReturnType<typeof useView.getState>['pointer']): void {
  useView.setState({ pointer })
}

function showZoom({ zoom }: { readonly zoom: number }): void {
  useView.setState({ zoom })
}

/** The refined candidate as it is, or as it was before. */
function viewsOf(run: Run | null, showsOriginal: boolean): readonly CandidateView[] {
  const refined = showsOriginal ? run?.record.refinement : undefined
  return (
    run?.candidates.map(({ id, rank, rle }) => ({
      id,
      rank,
      rle: refined?.candidate === id ? (refined.original ?? rle) : rle,
    })) ?? []
  )
}
