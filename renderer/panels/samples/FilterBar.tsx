import { ActionIcon, Select } from '@mantine/core'
import { IconPlayerTrackNext } from '@tabler/icons-react'
import { sgdrCategories } from '#core/dataset/sgdr'
import { sampleStatuses, splits, type SampleFilter } from '#rpc/schemas/project'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { attempt } from '../../state/notices.ts'
import { setFilter, useSamples } from '../../state/samples.ts'
import { statusTitles } from './status.tsx'

/** Status chips with their counts, category and split. */
export function FilterBar() {
  const imageId = useSamples((state) => state.filter.imageId)
  return (
    <>
      <StatusChips />
      <FileFilters />
      {imageId === null ? null : (
        <button
          type="button"
          className="chip"
          aria-pressed
          onClick={() => change({ imageId: null })}
        >
          only this image ✕
        </button>
      )}
      <ChosenChip />
    </>
  )
}

/** Samples that were chosen elsewhere, as behind a bar of a plot. */
function ChosenChip() {
  const count = useSamples((state) => state.filter.ids?.length ?? null)
  const title = useSamples((state) => state.chosenTitle)
  if (count === null) return null
  return (
    <button
      type="button"
      className="chip ellipsis"
      aria-pressed
      title={`Show all samples again, not only these: ${title}`}
      onClick={() => change({ ids: null })}
    >
      {title} ✕
    </button>
  )
}

function StatusChips() {
  const chosen = useSamples((state) => state.filter.status)
  const counts = useSamples((state) => state.counts)
  return (
    <div className="chips" role="group" aria-label="Status">
      {([null, ...sampleStatuses] as const).map((status) => {
        const count = counts?.[status ?? 'all'] ?? 0
        const isRare = status === 'rejected' || status === 'draft'
        if (isRare && count === 0 && chosen !== status) return null
        return (
          <button
            key={status ?? 'all'}
            type="button"
            className="chip"
            aria-pressed={chosen === status}
            onClick={() => change({ status })}
          >
            {status === null ? 'all' : statusTitles[status]}{' '}
            <span className="number">{count.toLocaleString('en')}</span>
          </button>
        )
      })}
    </div>
  )
}

const categoryOptions = sgdrCategories.map(({ id, title }) => ({ value: id, label: title }))

function FileFilters() {
  const { category, split } = useSamples((state) => state.filter)
  return (
    <div className="filter-row">
      <Select
        size="xs"
        aria-label="Category"
        placeholder="category"
        clearable
        data={categoryOptions}
        value={category}
        onChange={(value) => change({ category: value })}
      />
      <Select
        size="xs"
        aria-label="Split"
        placeholder="split"
        clearable
        data={[...splits]}
        value={split}
        onChange={(value) => change({ split: splits.find((name) => name === value) ?? null })}
      />
      <ProposeListed />
    </div>
  )
}

/** To the form of a batch, which takes what the list is filtered by. */
function ProposeListed() {
  const total = useSamples((state) => state.total)
  const command = commandOf('run.propose-all')
  return (
    <ActionIcon
      size={30}
      variant="default"
      aria-label={command.title}
      title={`Propose for the ${total.toLocaleString('en')} listed… Says first what it may cost.`}
      onClick={() => runCommand(command)}
    >
      <IconPlayerTrackNext size={15} aria-hidden />
    </ActionIcon>
  )
}

function change(part: Partial<SampleFilter>): void {
  attempt('Filtering', () => setFilter(part))
}
