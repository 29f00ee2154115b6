import { emptyRle } from '#core/mask/rle'
import type { SampleDetail } from '#rpc/schemas/annotation'
import { gridSettingsSchema } from '#rpc/schemas/reasoning'
import { AnnotateCanvas } from '../../canvas/AnnotateCanvas.tsx'
import { canvasRef } from '../../state/canvas-handle.ts'
import { useReview } from '../../state/review.ts'
import { useView } from '../../state/view.ts'

const noGrid = gridSettingsSchema.parse({})
const overlays = { grid: false, prior: false, candidates: false, mask: true, before: false }
const none = [] as const

/** The query, the picture and the mask under review, or what an older version differs in. */
export function ReviewPicture({ detail }: { readonly detail: SampleDetail }) {
  const isBare = useView((state) => state.overlays.before)
  const compared = useReview((state) => state.compared)
  const shown = maskOf(compared) ?? detail.saved
  const nothing = emptyRle(detail.image.size)
  return (
    <>
      <QueryHead detail={detail} isNoTarget={shown?.noTarget ?? false} />
      <div className="stage">
        <AnnotateCanvas
          ref={canvasRef}
          image={detail.image}
          overlays={{ ...overlays, before: isBare }}
          grid={noGrid}
          regions={none}
          regionBoxes={none}
          lit={none}
          prior={null}
          priorThreshold={0}
          drawnPrior={null}
          candidates={none}
          chosen={none}
          hovered={null}
          target={shown?.target ?? nothing}
          ignore={shown?.ignore ?? nothing}
          noTarget={shown?.noTarget ?? false}
          difference={compared?.diff ?? null}
          layer="target"
          clicks={none}
          tool="hand"
          brushRadius={10}
          canPaint={false}
          onGesture={ignoreGesture}
          onPointer={ignoreGesture}
          onView={showZoom}
        />
        {(compared?.diff ?? null) === null ? null : <DifferenceKey />}
      </div>
    </>
  )
}

type HeadProps = { readonly detail: SampleDetail; readonly isNoTarget: boolean }

function QueryHead({ detail, isNoTarget }: HeadProps) {
  return (
    <div className="query-line">
      <h1 className={detail.fields.query === '' ? 'soft' : ''}>
        {detail.fields.query === '' ? 'This sample has no query' : `“${detail.fields.query}”`}
      </h1>
      {detail.row.status === 'accepted' ? null : (
        <span className="badge warn">{detail.row.status}</span>
      )}
      {isNoTarget ? (
        <span className="badge" title="Nothing in the image answers the query">
          no target
        </span>
      ) : null}
    </div>
  )
}

function DifferenceKey() {
  return (
    <div className="difference-key" role="status">
      <span className="swatch added" aria-hidden /> came
      <span className="swatch removed" aria-hidden /> went
      <button
        type="button"
        className="link-button"
        onClick={() => useReview.setState({ compared: null })}
      >
        hide
      </button>
    </div>
  )
}

function maskOf(compared: ReturnType<typeof useReview.getState>['compared']) {
  if (compared === null) return null
  return compared.kind === 'version' ? compared.version : compared.opinion
}

function ignoreGesture(): void {
  // The reviewer only looks; panning and zooming need no answer.
}

function showZoom({ zoom }: { readonly zoom: number }): void {
  useView.setState({ zoom })
}
