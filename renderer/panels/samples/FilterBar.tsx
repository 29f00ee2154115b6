import { Select } from '@mantine/core'
import { sgdrCategories } from '#core/dataset/sgdr'
import { sampleStatuses, splits, type SampleFilter } from '#rpc/schemas/project'
import { attempt } from '../../state/notices.ts'
import { setFilter, useSamples } from '../../state/samples.ts'
import { statusTitles } from './status.tsx'

/** Status chips with their counts, category and split. */
export function FilterBar() {
  const filter = useSamples((state) => state.filter)
  const counts = useSamples((state) => state.counts)
  const change = (part: Partial<SampleFilter>) => attempt('Filtering', () => setFilter(part))
  return (
    <>
      <div className="chips" role="group" aria-label="Status">
        {([null, ...sampleStatuses] as const).map((status) => {
          const count = counts?.[status ?? 'all'] ?? 0
          if (status === 'rejected' && count === 0 && filter.status !== status) return null
          return (
            <button
              key={status ?? 'all'}
              type="button"
              className="chip"
              aria-pressed={filter.status === status}
              onClick={() => change({ status })}
            >
              {status === null ? 'all' : statusTitles[status]}{' '}
              <span className="number">{count.toLocaleString('en')}</span>
            </button>
          )
        })}
      </div>
      <div className="filter-row">
        <Select
          size="xs"
          aria-label="Category"
          placeholder="any category"
          clearable
          data={sgdrCategories.map(({ id, title }) => ({ value: id, label: title }))}
          value={filter.category}
          onChange={(category) => change({ category })}
        />
        <Select
          size="xs"
          aria-label="Split"
          placeholder="any split"
          clearable
          data={[...splits]}
          value={filter.split}
          onChange={(split) => change({ split: splits.find((name) => name === split) ?? null })}
        />
      </div>
      {filter.imageId === null ? null : (
        <button
          type="button"
          className="chip"
          aria-pressed
          onClick={() => change({ imageId: null })}
        >
          only this image ✕
        </button>
      )}
    </>
  )
}
