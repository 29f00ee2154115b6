import { Button, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import { UploadRow } from '../../app/UploadRow.tsx'
import { useApp } from '../../state/app.ts'
import { clearedFilter, useModelsPage } from '../../state/models-page.ts'
import { useUploads } from '../../state/uploads.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ModelState } from '../../ui/ModelState.tsx'
import { percentOf } from '../../ui/units.ts'
import type { ModelGroup, ModelRow } from './grouping.ts'

type Props = { readonly groups: readonly ModelGroup[]; readonly shown: string | null }

/** The models as filtered, in groups; the arrow keys go from one to the next. */
export function ModelList({ groups, shown }: Props) {
  const list = useRef<HTMLDivElement>(null)
  const uploads = useUploads((state) => state.uploads)
  const rows = groups.flatMap((group) => group.rows)
  // A model moves to another group when it is on its way, and again when it is here.
  const place = groups.find((group) => group.rows.some(({ id }) => id === shown))?.id
  useEffect(() => {
    if (shown !== null) rowOf(list.current, shown)?.scrollIntoView({ block: 'nearest' })
  }, [shown, place])
  return (
    <>
      <Filters />
      <div
        ref={list}
        className="model-list scroll"
        role="group"
        aria-label={`${rows.length} entries`}
        onKeyDown={(event) => walk(event, rows, list.current)}
      >
        {uploads.map((upload) => (
          <UploadRow key={upload.group} upload={upload} />
        ))}
        {groups.map((group) => (
          <section key={group.id} aria-labelledby={`models-${group.id}`}>
            <h2 className="section-title" id={`models-${group.id}`}>
              {group.title} <span className="number">{group.rows.length}</span>
            </h2>
            {group.rows.map((row) => (
              <RowView key={row.id} row={row} isShown={row.id === shown} />
            ))}
          </section>
        ))}
        {rows.length === 0 ? <Nothing /> : null}
      </div>
    </>
  )
}

function RowView({ row, isShown }: { readonly row: ModelRow; readonly isShown: boolean }) {
  const used = useApp((state) => state.pipeline?.segmenter)
  const forNew = useApp((state) => state.settings?.newProjectSegmenter)
  const { id, title, model, fetch } = row
  const percent = fetch === null ? null : percentOf(fetch.received, fetch.total)
  return (
    <button
      type="button"
      className="model-row"
      data-model={id}
      aria-current={isShown}
      onClick={() => useModelsPage.setState({ chosen: id })}
    >
      <span className="model-row-head">
        <span className="ellipsis model-name">{title}</span>
        {id === used ? <span className="badge tiny">this project</span> : null}
        {id === forNew ? <span className="badge tiny">new projects</span> : null}
        <ModelState model={model} fetch={fetch} />
      </span>
      <span className="soft model-good">{model?.goodFor ?? 'Being imported.'}</span>
      {percent === null ? null : (
        <span className="model-bar" aria-hidden>
          <span style={{ width: `${percent}%` }} />
        </span>
      )}
    </button>
  )
}

function Filters() {
  const { search, kind, place } = useModelsPage()
  return (
    <div className="model-filters">
      <TextInput
        size="xs"
        aria-label="Search"
        placeholder="Search…"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={search}
        onChange={(event) => useModelsPage.setState({ search: event.currentTarget.value })}
      />
      <div className="chips" role="group" aria-label="Which ones">
        <Chip
          text="here"
          isOn={place === 'here'}
          onToggle={(isOn) => useModelsPage.setState({ place: isOn ? 'here' : 'all' })}
        />
        <Chip
          text="segmenters"
          isOn={kind === 'segmenters'}
          onToggle={(isOn) => useModelsPage.setState({ kind: isOn ? 'segmenters' : 'all' })}
        />
        <Chip
          text="that read words"
          isOn={kind === 'text'}
          onToggle={(isOn) => useModelsPage.setState({ kind: isOn ? 'text' : 'all' })}
        />
      </div>
    </div>
  )
}

type ChipProps = {
  readonly text: string
  readonly isOn: boolean
  readonly onToggle: (isOn: boolean) => void
}

function Chip({ text, isOn, onToggle }: ChipProps) {
  return (
    <button type="button" className="chip" aria-pressed={isOn} onClick={() => onToggle(!isOn)}>
      {text}
    </button>
  )
}

function Nothing() {
  return (
    <EmptyState title="Nothing like that" text="No model fits the search and the filters.">
      <Button size="xs" variant="default" onClick={() => useModelsPage.setState(clearedFilter)}>
        Show all
      </Button>
    </EmptyState>
  )
}

/** Goes up and down by the arrow keys, to the ends by Home and End. */
function walk(event: KeyboardEvent, rows: readonly ModelRow[], list: HTMLElement | null): void {
  const at = rows.findIndex(
    ({ id }) => id === (document.activeElement as HTMLElement | null)?.dataset['model'],
  )
  if (at < 0) return
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
  const row = to === undefined ? undefined : rows[to]
  if (row === undefined) return
  event.preventDefault()
  useModelsPage.setState({ chosen: row.id })
  rowOf(list, row.id)?.focus()
}

function rowOf(list: HTMLElement | null, id: string): HTMLElement | null {
  return list?.querySelector<HTMLElement>(`[data-model="${CSS.escape(id)}"]`) ?? null
}
