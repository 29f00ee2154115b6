import { Button, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { useApp } from '../../state/app.ts'
import { attempt } from '../../state/notices.ts'
import { emptyFilter, setFilter, useSamples } from '../../state/samples.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { FilterBar } from './FilterBar.tsx'
import { SampleList } from './SampleList.tsx'

/** The samples of the project: search, filters, list. */
export function SamplesPanel() {
  const total = useSamples((state) => state.total)
  const isLoading = useSamples((state) => state.isLoading)
  return (
    <aside className="side left" aria-label="Samples" data-tour="samples">
      <div className="samples-head">
        <SearchField />
        <FilterBar />
      </div>
      {total > 0 ? <SampleList /> : isLoading ? null : <NoSamples />}
    </aside>
  )
}

const searchDelay = 200

function SearchField() {
  const search = useSamples((state) => state.filter.search)
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? search
  useEffect(() => {
    if (text === search) return
    const timer = setTimeout(
      () => attempt('Searching', () => setFilter({ search: text })),
      searchDelay,
    )
    return () => clearTimeout(timer)
  }, [text, search])
  return (
    <TextInput
      id="samples-search"
      size="xs"
      type="search"
      aria-label="Search the samples"
      placeholder="Search queries…  /"
      value={text}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => {
        if (text === search) setTyped(null)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur()
      }}
    />
  )
}

function NoSamples() {
  const all = useApp((state) => state.project?.samples ?? 0)
  if (all > 0)
    return (
      <EmptyState title="No sample matches" text={`The project has ${all} samples.`}>
        <Button
          size="xs"
          onClick={() => attempt('Clearing the filter', () => setFilter(emptyFilter))}
        >
          Show all
        </Button>
      </EmptyState>
    )
  return (
    <EmptyState
      title="No samples yet"
      text="Import a folder of images: each becomes a sample that waits for its query. Dropping images here does it too."
    >
      <Button size="xs" onClick={() => runCommand(commandOf('images.import'))}>
        Import images…
      </Button>
      <Button size="xs" variant="default" onClick={() => runCommand(commandOf('dataset.import'))}>
        Import data set…
      </Button>
    </EmptyState>
  )
}
