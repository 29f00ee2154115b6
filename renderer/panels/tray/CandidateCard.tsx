import { HoverCard } from '@mantine/core'
import { IconAlertTriangle, IconGavel, IconRuler2, IconWand } from '@tabler/icons-react'
import { useEffect, useRef, type ComponentProps } from 'react'
import type { Run } from '#rpc/schemas/pipeline'
import { pickCandidate, unfoldTwins } from '../../app/actions/candidates.ts'
import { useIsBlind } from '../../state/blind.ts'
import { useSession } from '../../state/session.ts'
import { judgedRow } from '../reasoning/judged-rows.ts'
import { drawCrop } from './draw-crop.ts'
import { RefinementFacts } from './RefinementFacts.tsx'
import { refinedCandidate } from './refined.ts'
import { TermBar, TermTable } from './TermTable.tsx'
import { flagTitles, sourceDefinitions, sourceTitles } from './terms.ts'

type Candidate = Run['candidates'][number]

type Props = {
  readonly candidate: Candidate
  readonly photo: ImageBitmap | null
  /** Near-duplicates folded behind this one. */
  readonly twins: number
}

/** One ranked mask: rank, look, score, where it came from, what the score is made of. */
export function CandidateCard({ candidate, photo, twins }: Props) {
  const isChosen = useSession((state) => state.chosen.includes(candidate.id))
  const isBlind = useIsBlind()
  const card = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isChosen) card.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [isChosen])
  return (
    <div
      ref={card}
      className={`card ${isChosen ? 'chosen' : ''} ${candidate.alikeOf === null ? '' : 'twin'}`}
    >
      <HoverCard
        openDelay={450}
        disabled={isBlind}
        width={330}
        shadow="md"
        position="top"
        withinPortal
        keepMounted={false}
      >
        <HoverCard.Target>
          <Face candidate={candidate} photo={photo} isChosen={isChosen} />
        </HoverCard.Target>
        <HoverCard.Dropdown>
          <CandidateFacts candidate={candidate} />
        </HoverCard.Dropdown>
      </HoverCard>
      {twins === 0 ? null : <TwinsButton id={candidate.id} twins={twins} />}
    </div>
  )
}

type FaceProps = ComponentProps<'button'> &
  Pick<Props, 'candidate' | 'photo'> & { readonly isChosen: boolean }

function Face({ candidate, photo, isChosen, ...given }: FaceProps) {
  const { id } = candidate
  const isBlind = useIsBlind()
  return (
    <button
      {...given}
      type="button"
      className="card-face"
      aria-pressed={isChosen}
      aria-label={isBlind ? `Candidate ${candidate.rank}, unranked` : labelOf(candidate)}
      onClick={(event) => pickCandidate(id, event.shiftKey)}
      onMouseEnter={(event) => {
        given.onMouseEnter?.(event)
        useSession.setState({ hovered: id })
      }}
      onMouseLeave={(event) => {
        given.onMouseLeave?.(event)
        useSession.setState({ hovered: null })
      }}
      onFocus={() => useSession.setState({ hovered: id })}
      onBlur={() => useSession.setState({ hovered: null })}
    >
      <Crop candidate={candidate} photo={photo} />
      <CardFacts candidate={candidate} />
    </button>
  )
}

/** Score and source; in blind mode nothing that says how it was ranked. */
function CardFacts({ candidate }: { readonly candidate: Candidate }) {
  const { id, flags } = candidate
  if (useIsBlind())
    return (
      <span className="card-line soft" title="Blind: the ranking shows when you have decided">
        unranked {candidate.rank}
      </span>
    )
  return (
    <>
      <span className="card-line">
        <b className="number">{candidate.score.toFixed(2)}</b>
        <span className="soft ellipsis">{sourceTitles[candidate.source]}</span>
        <RefinedMark id={id} />
        {flags.length === 0 ? null : (
          <span className="flag" title={flags.map((flag) => flagTitles[flag][1]).join(' ')}>
            <IconAlertTriangle size={12} aria-hidden /> {flagTitles[flags[0] ?? 'no-core'][0]}
          </span>
        )}
      </span>
      <JudgedLine id={id} />
      <TermBar candidate={candidate} />
    </>
  )
}

/** The judge's score beside the one from the terms, where an MLLM judged. */
function JudgedLine({ id }: { readonly id: string }) {
  const run = useSession((state) => state.run)
  const row = judgedRow(run, id)
  if (row === null) return null
  return (
    <span className="card-line judged-line number">
      <span title="The judge’s estimate of the IoU, mean over its rounds">
        <IconGavel size={12} aria-label="judge" /> {row.score === null ? '–' : row.score.toFixed(2)}
      </span>
      <span className="soft" title="Our own estimate, from the terms">
        <IconRuler2 size={12} aria-label="terms" /> {row.geometric.toFixed(2)}
      </span>
    </span>
  )
}

function RefinedMark({ id }: { readonly id: string }) {
  const isRefined = useSession(({ run }) => refinedCandidate(run) === id)
  if (!isRefined) return null
  return (
    <span className="flag" title="Corrected once, as the judge said; point at the card for more">
      <IconWand size={12} aria-label="corrected" />
    </span>
  )
}

function TwinsButton({ id, twins }: { readonly id: string; readonly twins: number }) {
  const isUnfolded = useSession((state) => state.unfolded.includes(id))
  return (
    <button
      type="button"
      className="twins"
      aria-expanded={isUnfolded}
      title="Candidates whose mask is nearly this one (A)"
      onClick={() => unfoldTwins(id)}
    >
      {isUnfolded ? 'fold' : `+${twins} alike`}
    </button>
  )
}

const cropWidth = 208
const cropHeight = 152

function Crop({
  candidate,
  photo,
}: {
  readonly candidate: Candidate
  readonly photo: ImageBitmap | null
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { rle } = candidate
  useEffect(() => {
    if (canvas.current !== null && photo !== null) drawCrop(canvas.current, photo, rle)
  }, [photo, rle])
  return (
    <span className="crop">
      <canvas ref={canvas} width={cropWidth} height={cropHeight} aria-hidden />
      <span className="rank">{candidate.rank}</span>
    </span>
  )
}

export function CandidateFacts({ candidate }: { readonly candidate: Candidate }) {
  return (
    <div className="facts-card">
      <p>
        <b>
          {candidate.rank}. {sourceTitles[candidate.source]}
        </b>{' '}
        <span className="soft">{sourceDefinitions[candidate.source]}</span>
      </p>
      <TermTable candidate={candidate} />
      {candidate.reason === null || candidate.reason === '' ? null : (
        <p className="judge-reason">
          <IconGavel size={12} aria-label="The judge says" /> {candidate.reason}
        </p>
      )}
      <RefinementFacts id={candidate.id} />
      {candidate.flags.map((flag) => (
        <p key={flag}>
          <IconAlertTriangle size={12} className="flag" aria-hidden /> <b>{flagTitles[flag][0]}</b>:{' '}
          {flagTitles[flag][1]}
        </p>
      ))}
    </div>
  )
}

function labelOf(candidate: Candidate): string {
  const flags = candidate.flags.map((flag) => flagTitles[flag][0]).join(', ')
  return [
    `Candidate ${candidate.rank}`,
    `score ${candidate.score.toFixed(2)}`,
    sourceTitles[candidate.source],
    flags,
  ]
    .filter((part) => part !== '')
    .join(', ')
}
