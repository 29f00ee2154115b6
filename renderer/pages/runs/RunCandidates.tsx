import { IconAlertTriangle } from '@tabler/icons-react'
import type { Run } from '#rpc/schemas/pipeline'
import { flagTitles, sourceDefinitions, sourceTitles, termRows } from '../../panels/tray/terms.ts'
import { openInEditor } from '../../state/runs-work.ts'
import { Section } from '../../ui/Section.tsx'
import { Term } from '../../ui/Term.tsx'
import { CandidateCrop } from './CandidateCrop.tsx'
import { definitions } from './texts.ts'

type Candidate = Run['candidates'][number]
type Props = { readonly run: Run; readonly photo: ImageBitmap | null }

/** Every candidate in its rank, with everything its score is made of. */
export function RunCandidates({ run, photo }: Props) {
  const { candidates, record } = run
  const [first] = candidates
  if (first === undefined) return null
  const isJudged = record.judge !== undefined
  return (
    <Section title={`Candidates · ${candidates.length}`}>
      <div className="wide-table scroll" tabIndex={0} role="group" aria-label="Candidates">
        <table className="run-table candidates">
          <Head candidate={first} isJudged={isJudged} />
          <tbody>
            {candidates
              .toSorted((a, b) => a.rank - b.rank)
              .map((candidate) => (
                <Row key={candidate.id} candidate={candidate} run={run} photo={photo} />
              ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

type HeadProps = { readonly candidate: Candidate; readonly isJudged: boolean }

function Head({ candidate, isJudged }: HeadProps) {
  return (
    <thead>
      <tr>
        <th scope="col" colSpan={2}>
          Candidate
        </th>
        <Column title="score" definition={definitions.score} />
        {isJudged ? (
          <>
            <Column title="judge" definition={definitions.judged} />
            <Column title="geometric" definition={definitions.geometric} />
          </>
        ) : null}
        {termRows(candidate).map(({ name, title, definition, colour }) => (
          <Column key={name} title={title} definition={definition} colour={colour} />
        ))}
        <th scope="col">From, and why</th>
      </tr>
    </thead>
  )
}

type ColumnProps = {
  readonly title: string
  readonly definition: string
  readonly colour?: string
}

function Column({ title, definition, colour }: ColumnProps) {
  return (
    <th scope="col" className="number">
      {colour === undefined ? null : (
        <span className="swatch" style={{ background: colour }} aria-hidden />
      )}
      <Term definition={definition}>{title}</Term>
    </th>
  )
}

type RowProps = { readonly candidate: Candidate } & Props

function Row({ candidate, run, photo }: RowProps) {
  const { id, rank, rle, score } = candidate
  const judged = run.record.judge?.scores.find((one) => one.id === id)
  return (
    <tr>
      <th scope="row" className="number">
        {rank}
        <div className="soft">{id}</div>
      </th>
      <td>
        <button
          type="button"
          className="crop-button"
          title="Open in the editor with this one chosen"
          aria-label={`Open candidate ${rank} in the editor`}
          onClick={() => openInEditor(run, id)}
        >
          <CandidateCrop rle={rle} photo={photo} />
        </button>
      </td>
      <td className="number">
        <b>{score.toFixed(2)}</b>
      </td>
      {run.record.judge === undefined ? null : (
        <>
          <td className="number" title={judgedTitle(judged?.rounds ?? 0)}>
            {typeof judged?.judge === 'number' ? judged.judge.toFixed(2) : '–'}
          </td>
          <td className="number">{judged === undefined ? '–' : judged.geometric.toFixed(2)}</td>
        </>
      )}
      {termRows(candidate).map(({ name, value }) => (
        <td key={name} className="number">
          {value.toFixed(2)}
        </td>
      ))}
      <td className="run-why">
        <Why candidate={candidate} />
      </td>
    </tr>
  )
}

function judgedTitle(rounds: number): string {
  if (rounds === 0) return 'Nobody judged it'
  return rounds === 1 ? 'Judged once' : `Mean of ${rounds} rounds`
}

function Why({ candidate }: { readonly candidate: Candidate }) {
  const { source, alikeOf, reason, flags } = candidate
  return (
    <>
      <Term definition={sourceDefinitions[source]}>{sourceTitles[source]}</Term>
      {alikeOf === null ? null : <span className="soft"> · like {alikeOf}</span>}
      {flags.map((flag) => (
        <span key={flag} className="flag" title={flagTitles[flag][1]}>
          {' '}
          <IconAlertTriangle size={12} aria-hidden /> {flagTitles[flag][0]}
        </span>
      ))}
      {reason === null || reason === '' ? null : <div>{reason}</div>}
    </>
  )
}
