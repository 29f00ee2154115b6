import { Select } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { reviewOrders, reviewOrderTitles } from '#core/dataset/review-order'
import { sgdrCategories } from '#core/dataset/sgdr'
import { thumbnailPath } from '#rpc/paths'
import { splits } from '#rpc/schemas/project'
import { useApp } from '../../state/app.ts'
import { attempt } from '../../state/notices.ts'
import { rowAt } from '../../state/paging.ts'
import {
  chooseQueue,
  showQueueRows,
  useReview,
  type QueueChoice,
  type QueueRow,
} from '../../state/review.ts'
import { openSample } from '../../state/session-save.ts'
import { useSession } from '../../state/session.ts'
import { NumberField } from '../../ui/NumberField.tsx'
import { useRows } from '../../ui/use-rows.ts'
import { keyFigure, orderNames } from './texts.ts'

/** What waits for a verdict, in the order chosen; only the rows on screen exist. */
export function QueueList() {
  return (
    <aside className="side left" aria-label="Queue">
      <QueueHead />
      <Rows />
    </aside>
  )
}

function QueueHead() {
  const choice = useReview((state) => state.choice)
  const change = (part: Partial<QueueChoice>) =>
    attempt('Ordering the queue', () => chooseQueue(part))
  return (
    <div className="samples-head">
      <Select
        size="xs"
        aria-label="Order"
        title={reviewOrderTitles[choice.order]}
        allowDeselect={false}
        data={reviewOrders.map((value) => ({ value, label: orderNames[value] }))}
        value={choice.order}
        onChange={(value) => {
          const order = reviewOrders.find((one) => one === value)
          if (order !== undefined) change({ order })
        }}
      />
      {choice.order === 'random' ? (
        <NumberField
          label="Seed"
          definition="The same order for everybody with the same seed"
          min={0}
          max={1_000_000}
          value={choice.seed}
          onChange={(seed) => change({ seed })}
        />
      ) : null}
      <Filters choice={choice} change={change} />
      <ScopeChips choice={choice} change={change} />
      <Progress />
    </div>
  )
}

type ChoiceProps = {
  readonly choice: QueueChoice
  readonly change: (part: Partial<QueueChoice>) => void
}

function Filters({ choice, change }: ChoiceProps) {
  return (
    <div className="filter-row two">
      <Select
        size="xs"
        aria-label="Category"
        placeholder="category"
        clearable
        data={sgdrCategories.map(({ id, title }) => ({ value: id, label: title }))}
        value={choice.category}
        onChange={(category) => change({ category })}
      />
      <Select
        size="xs"
        aria-label="Split"
        placeholder="split"
        clearable
        data={[...splits]}
        value={choice.split}
        onChange={(value) => change({ split: splits.find((one) => one === value) ?? null })}
      />
    </div>
  )
}

const scopes = [
  ['all', 'all', 'Every accepted mask without a verdict'],
  ['others', 'not mine', 'What other annotators made'],
  ['assigned', 'assigned', 'What was assigned to you for review'],
] as const

function ScopeChips({ choice, change }: ChoiceProps) {
  const hasName = useApp((state) => (state.settings?.annotator ?? '').trim() !== '')
  return (
    <div className="chips" role="group" aria-label="Whose">
      {scopes.map(([scope, title, hint]) => (
        <button
          key={scope}
          type="button"
          className="chip"
          aria-pressed={choice.scope === scope}
          disabled={scope !== 'all' && !hasName}
          title={scope === 'all' || hasName ? hint : 'Say first who you are'}
          onClick={() => change({ scope })}
        >
          {title}
        </button>
      ))}
    </div>
  )
}

function Progress() {
  const total = useReview((state) => state.total)
  const reviewed = useReview((state) => state.reviewed)
  if (total === null) return null
  const share = reviewed + total === 0 ? 0 : reviewed / (reviewed + total)
  return (
    <div
      className="queue-progress"
      title="Samples with a verdict other than “later”, and samples that wait under this filter"
    >
      <progress aria-label="Reviewed" max={1} value={share} />
      <span className="number soft">
        {total.toLocaleString('en')} waiting · {reviewed.toLocaleString('en')} reviewed
      </span>
    </div>
  )
}

const rowHeight = 62

function Rows() {
  const total = useReview((state) => state.total ?? 0)
  const pages = useReview((state) => state.pages)
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useRows(scroller, total, rowHeight)
  const items = rows.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(
    () => attempt('Reading the queue', () => showQueueRows(first, last)),
    [first, last, total],
  )
  return (
    <div
      ref={scroller}
      className="sample-list scroll"
      role="listbox"
      tabIndex={0}
      aria-label={`Waiting, ${total}`}
    >
      <div role="presentation" style={{ height: total * rowHeight, position: 'relative' }}>
        {items.map(({ index, start }) => (
          <Row key={index} row={rowAt(pages, index)} place={[index, total]} top={start} />
        ))}
      </div>
    </div>
  )
}

type RowProps = {
  readonly row: QueueRow | null
  readonly place: readonly [index: number, total: number]
  readonly top: number
}

function Row({ row, place: [index, total], top }: RowProps) {
  const isOpen = useSession((state) => row !== null && state.sampleId === row.id)
  const order = useReview((state) => state.choice.order)
  const isBlind = useApp((state) => state.settings?.isBlind ?? false)
  const style = { transform: `translateY(${top}px)` }
  if (row === null) return <div className="sample-row" style={style} role="presentation" />
  const { query, imageName, imageId } = row.row
  return (
    <div
      className="sample-row"
      style={style}
      role="option"
      aria-selected={isOpen}
      aria-posinset={index + 1}
      aria-setsize={total}
      onClick={() => attempt('Opening the sample', () => openSample(row.id))}
    >
      <img className="sample-thumb" src={thumbnailPath(imageId)} alt="" loading="lazy" />
      <div className="sample-text">
        <div className={query === '' ? 'sample-query soft' : 'sample-query'}>
          {query === '' ? `(no query) ${imageName}` : query}
        </div>
        <div className="sample-facts">
          {row.isPutOff ? <span className="badge tiny">put off</span> : null}
          {isBlind ? null : (
            <>
              <span className="ellipsis">{row.annotator === '' ? 'no name' : row.annotator}</span>
              <span className="number soft" title={reviewOrderTitles[order]}>
                {keyFigure(row, order)}
              </span>
            </>
          )}
        </div>
      </div>
    </div>
  )
}
