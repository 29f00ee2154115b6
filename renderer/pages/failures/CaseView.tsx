import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { sizeOfRle } from '#core/mask/mask'
import { funnelStages } from '#core/metrics/failure-funnel'
import type { PredictionCase } from '#rpc/schemas/predictions'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { colours } from '../../canvas/colours.ts'
import { usePhoto } from '../../panels/tray/photos.ts'
import { tagStage } from '../../state/failure-case.ts'
import { useFailures } from '../../state/failures.ts'
import { attempt } from '../../state/notices.ts'
import { CandidateCrop } from '../runs/CandidateCrop.tsx'
import { drawCase, type Layer } from './draw-case.ts'
import { CauseBadge } from './Gallery.tsx'
import { causeTexts } from './texts.ts'

/** One sample: what was predicted, what is true, where they differ, and why. */
export function CaseView() {
  const opened = useFailures((state) => state.opened)
  const photo = usePhoto(opened?.row.imageId ?? null)
  if (opened === null) return null
  return (
    <article className="failure-case">
      <CaseHead opened={opened} />
      <CasePictures opened={opened} photo={photo} />
      <Candidates opened={opened} photo={photo} />
      <Stages opened={opened} />
    </article>
  )
}

type Props = { readonly opened: PredictionCase; readonly photo: ImageBitmap | null }

function CaseHead({ opened }: Pick<Props, 'opened'>) {
  const { row, text } = opened
  const { selected, total } = useFailures()
  return (
    <>
      <div className="failures-head">
        <Button size="compact-xs" variant="default" onClick={run('failures.close')}>
          ← All samples
        </Button>
        <span className="soft number">
          {selected + 1} of {(total ?? 0).toLocaleString('en')}
        </span>
        <b className="number" title="IoU of prediction and truth, 0 to 1">
          IoU {row.iou.toFixed(3)}
        </b>
        <CauseBadge row={row} />
        <span className="spring" />
        <Button size="compact-xs" variant="default" onClick={run('failures.recompute')}>
          Recompute
        </Button>
        <Button size="compact-xs" onClick={run('failures.edit')}>
          Open in editor
        </Button>
      </div>
      <h2>{row.query === '' ? row.imageName : `“${row.query}”`}</h2>
      {text === '' ? null : <p className="failure-said">The model says: {text}</p>}
    </>
  )
}

function run(id: string): () => void {
  return () => runCommand(commandOf(id))
}

const { missed, excess } = colours.difference

function CasePictures({ opened, photo }: Props) {
  const { prediction, truth, shared, extra, prior } = opened
  return (
    <div className="case-pictures">
      <Picture
        title="prediction"
        opened={opened}
        photo={photo}
        layers={[{ rle: prediction, colour: colours.prediction }]}
      />
      <Picture
        title="truth"
        opened={opened}
        photo={photo}
        layers={[{ rle: truth, colour: colours.truth }]}
      />
      <Picture
        title="difference: both, missed, too much"
        opened={opened}
        photo={photo}
        layers={[
          { rle: shared, colour: colours.truth },
          { rle: opened.missed, colour: missed },
          { rle: extra, colour: excess },
        ]}
      />
      {prior === null ? null : (
        <Picture title="prior" opened={opened} photo={photo} layers={[]} prior={prior} />
      )}
    </div>
  )
}

type PictureProps = Props & {
  readonly title: string
  readonly layers: readonly Layer[]
  readonly prior?: readonly number[]
}

const side = 720

function Picture({ title, opened, photo, layers, prior }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { width, height } = sizeOfRle(opened.truth)
  const scale = side / Math.max(width, height)
  useEffect(() => {
    if (canvas.current !== null && photo !== null)
      drawCase(canvas.current, photo, layers, prior ?? null)
  })
  return (
    <figure>
      <canvas
        ref={canvas}
        width={Math.round(width * scale)}
        height={Math.round(height * scale)}
        role="img"
        aria-label={title}
      />
      <figcaption>
        {layers.map(({ colour }) => (
          <span key={colour} className="swatch" style={{ background: colour }} aria-hidden />
        ))}{' '}
        {title}
      </figcaption>
    </figure>
  )
}

function Candidates({ opened, photo }: Props) {
  const { candidates } = opened
  if (candidates === null || candidates.length === 0)
    return <p className="soft">No candidates on record: only the mask that was given.</p>
  return (
    <section aria-label="Candidates">
      <h3>Candidates, highest score first</h3>
      <div className="case-candidates">
        {candidates.map(({ rle, score, iou, isChosen }, i) => (
          <figure key={i} data-chosen={isChosen}>
            <CandidateCrop rle={rle} photo={photo} />
            <figcaption className="number">
              {i + 1}. score {score.toFixed(2)}, IoU <b>{iou.toFixed(2)}</b>
              {isChosen ? ' · chosen' : ''}
            </figcaption>
          </figure>
        ))}
      </div>
    </section>
  )
}

function Stages({ opened }: Pick<Props, 'opened'>) {
  return (
    <section aria-label="Stages">
      <h3>Which stage failed</h3>
      <table className="run-table case-stages">
        <tbody>
          {opened.stages.map(({ stage, state, why, isByReviewer }) => (
            <tr key={stage}>
              <td>
                <button
                  type="button"
                  className="chip"
                  aria-pressed={opened.row.tag?.stages[stage] === 'failed'}
                  title={`Say that it failed, or take it back (key ${funnelStages.indexOf(stage) + 1})`}
                  onClick={() => attempt('Tagging', () => tagStage(stage))}
                >
                  {funnelStages.indexOf(stage) + 1} {causeTexts[stage].title}
                </button>
              </td>
              <td className={state === 'failed' ? 'bad' : state === 'ok' ? 'good' : 'soft'}>
                {state}
              </td>
              <td>
                {isByReviewer && opened.taggedBy !== null ? `said by ${opened.taggedBy}` : why}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
