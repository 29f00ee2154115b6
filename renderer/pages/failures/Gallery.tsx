import { Button, Select } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { thumbnailPath } from '#rpc/paths'
import { rowOrders, type EvaluatedRow } from '#rpc/schemas/predictions'
import { openCase } from '../../state/failure-case.ts'
import {
  chooseRows,
  everyRow,
  loadMoreRows,
  useFailures,
  type RowOrder,
} from '../../state/failures.ts'
import { attempt } from '../../state/notices.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { causeTexts, choiceWords, orderTexts } from './texts.ts'

/** The samples as cards, the worst first unless chosen otherwise. */
export function Gallery() {
  const rows = useFailures((state) => state.rows)
  const total = useFailures((state) => state.total) ?? 0
  return (
    <>
      <GalleryBar />
      {total === 0 ? (
        <EmptyState title="No sample is like that" text="Another filter shows the others.">
          <Button size="xs" onClick={showAll}>
            Show all
          </Button>
        </EmptyState>
      ) : (
        <div className="failure-cards">
          {rows.map((row, place) => (
            <Card key={row.sample} row={row} place={place} />
          ))}
        </div>
      )}
      {rows.length < total ? (
        <Button
          size="xs"
          variant="default"
          onClick={() => attempt('Reading the samples', loadMoreRows)}
        >
          Show more ({(total - rows.length).toLocaleString('en')} left)
        </Button>
      ) : null}
    </>
  )
}

function showAll(): void {
  attempt('Showing the samples', () => chooseRows(everyRow))
}

function GalleryBar() {
  const choice = useFailures((state) => state.choice)
  const total = useFailures((state) => state.total) ?? 0
  const words = choiceWords(choice)
  return (
    <div className="failures-head">
      <span className="number" role="status">
        {total.toLocaleString('en')} {total === 1 ? 'sample' : 'samples'}
        {words.length === 0 ? '' : `: ${words.join(', ')}`}
      </span>
      {words.length === 0 ? null : (
        <button type="button" className="link-button" onClick={showAll}>
          show all
        </button>
      )}
      <span className="soft">
        ← → move · ↵ look closely · 1…7 tag · E fix the truth · R recompute
      </span>
      <span className="spring" />
      <TaggedChip isTagged={choice.isTagged} />
      <OrderFields />
    </div>
  )
}

function TaggedChip({ isTagged }: { readonly isTagged: boolean | null }) {
  const isOn = isTagged === true
  return (
    <button
      type="button"
      className="chip"
      aria-pressed={isOn}
      title="Those that a reviewer said something of"
      onClick={() =>
        attempt('Showing the samples', () => chooseRows({ isTagged: isOn ? null : true }))
      }
    >
      tagged
    </button>
  )
}

function OrderFields() {
  const order = useFailures((state) => state.order)
  const isDescending = useFailures((state) => state.isDescending)
  const sort = (next: RowOrder, down: boolean) =>
    attempt('Sorting', () => chooseRows({}, { order: next, isDescending: down }))
  return (
    <>
      <Select
        size="xs"
        w={140}
        aria-label="Order"
        allowDeselect={false}
        data={rowOrders.map((value) => ({ value, label: orderTexts[value] }))}
        value={order}
        onChange={(next) => sort(rowOrders.find((one) => one === next) ?? order, isDescending)}
      />
      <button
        type="button"
        className="chip"
        title="The other way round"
        onClick={() => sort(order, !isDescending)}
      >
        {isDescending ? 'highest first' : order === 'iou' ? 'worst first' : 'lowest first'}
      </button>
    </>
  )
}

type CardProps = { readonly row: EvaluatedRow; readonly place: number }

function Card({ row, place }: CardProps) {
  const isSelected = useFailures((state) => state.selected === place)
  const card = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isSelected) card.current?.scrollIntoView({ block: 'nearest' })
  }, [isSelected])
  return (
    <button
      ref={card}
      type="button"
      className="failure-card"
      aria-current={isSelected}
      onClick={() => attempt('Opening the case', () => openCase(place))}
    >
      <img src={thumbnailPath(row.imageId)} alt="" loading="lazy" />
      <span className="ellipsis" title={row.query}>
        {row.query === '' ? row.imageName : row.query}
      </span>
      <span className="failure-card-foot">
        <b className="number" title="IoU of prediction and truth, 0 to 1">
          {row.iou.toFixed(2)}
        </b>
        <CauseBadge row={row} />
      </span>
    </button>
  )
}

/** Which stage is to blame, by rule or by a reviewer. */
export function CauseBadge({ row }: { readonly row: EvaluatedRow }) {
  const cause = row.measured?.cause ?? null
  return (
    <span className="failure-badges">
      {row.isMissing ? <span className="badge tiny">no prediction</span> : null}
      {cause === null ? null : (
        <span className="badge tiny" title={causeTexts[cause].definition}>
          {causeTexts[cause].title}
          {row.tag === null ? '' : ' ✓'}
        </span>
      )}
    </span>
  )
}
