import type { ReasonRecord } from '#rpc/schemas/record'
import type { Place } from '../../state/session.ts'
import { PlaceMark, pointing } from './PlaceMark.tsx'
import { answerPlaces, blocksOf, type Block } from './reply-blocks.ts'

type Props = {
  readonly record: ReasonRecord
  /** Names its places apart from those of other records. */
  readonly id: string
}

/** Everything a reasoner said, turn by turn and step by step; the places it names light up on the picture. */
export function ReplyView({ record, id }: Props) {
  const { replies, grid } = record
  return replies.map((reply, i) => (
    <div key={reply.call} className="reply">
      {replies.length < 2 ? null : <h3 className="reply-turn soft">{reply.turn}</h3>}
      <ol className="reply-steps">
        {blocksOf(reply).map((block, k) => (
          <BlockView
            key={k}
            block={block}
            number={k + 1}
            place={{ id: `${id} ${i} ${k}`, regions: block.places, grid }}
          />
        ))}
      </ol>
      {reply.repairs.length === 0 ? null : (
        <p className="reply-repairs" title="Taken although it was not quite as asked for">
          Read with allowance: {reply.repairs.join('; ')}.
        </p>
      )}
    </div>
  ))
}

type BlockProps = {
  readonly block: Block
  readonly number: number
  /** All it names. */
  readonly place: Place
}

function BlockView({ block, number, place }: BlockProps) {
  if (block.kind === 'answer')
    return (
      <li className="reply-step answer-step">
        <details>
          <summary className="soft">The answer as it came</summary>
          <pre className="reply-raw scroll" tabIndex={0}>
            <Text block={block} place={place} />
          </pre>
        </details>
      </li>
    )
  return (
    <li className="reply-step">
      <StepNumber number={number} block={block} place={place} />
      <div className="reply-text">
        {block.title === '' || block.title === 'Reasoning' ? null : <b>{block.title}. </b>}
        <Text block={block} place={place} />
      </div>
    </li>
  )
}

/** Stands for the whole step: all it names lights up. */
function StepNumber({ number, block, place }: BlockProps) {
  if (block.places.length === 0) return <span className="step-number">{number}</span>
  return (
    <PlaceMark place={place} className="step-number">
      <span className="visually-hidden">places of step </span>
      {number}
    </PlaceMark>
  )
}

function Text({ block, place }: Pick<BlockProps, 'block' | 'place'>) {
  return (
    <>
      {block.pieces.map(({ text, place: region, from }) =>
        region === null ? (
          <span key={from}>{text}</span>
        ) : (
          <PlaceMark
            key={from}
            place={{ id: `${place.id} ${from}`, regions: [region], grid: place.grid }}
          >
            {text}
          </PlaceMark>
        ),
      )}
      {block.cut > 0 ? (
        <span className="soft"> … {block.cut.toLocaleString('en')} more characters.</span>
      ) : null}
    </>
  )
}

/** One line for a reply of a vote: pointing at it lights up all it names. */
export function ReplyLine({ record, id, title }: Props & { readonly title: string }) {
  const place: Place = { id, regions: answerPlaces(record), grid: record.grid }
  return (
    <details className="reply-line">
      <summary {...pointing(place)}>
        {title}
        {place.regions.length === 0 ? <span className="soft"> · absent</span> : null}
      </summary>
      <ReplyView record={record} id={id} />
    </details>
  )
}
