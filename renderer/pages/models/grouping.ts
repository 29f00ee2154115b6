import type { ModelEntry, ModelFetch } from '#rpc/schemas/models'
import type { KindFilter, PlaceFilter } from '../../state/models-page.ts'

/** One line of the list: a model, what is on its way of it, or both. */
export type ModelRow = {
  readonly id: string
  readonly title: string
  readonly model: ModelEntry | null
  readonly fetch: ModelFetch | null
}

export type ModelGroup = {
  readonly id: 'on-its-way' | 'here' | 'available'
  readonly title: string
  readonly rows: readonly ModelRow[]
}

export type ModelFilter = {
  readonly search: string
  readonly kind: KindFilter
  readonly place: PlaceFilter
}

const titles = {
  'on-its-way': 'On their way',
  here: 'On this computer',
  available: 'Can be fetched',
} as const

/** What passes the filter, in groups; empty ones are left out. A model on its way stands among those alone. */
export function groupModels(
  models: readonly ModelEntry[],
  fetches: readonly ModelFetch[],
  filter: ModelFilter,
): readonly ModelGroup[] {
  const rows = rowsOf(models, fetches).filter((row) => passes(row, filter))
  return (['on-its-way', 'here', 'available'] as const)
    .map((id) => ({ id, title: titles[id], rows: rows.filter((row) => groupOf(row) === id) }))
    .filter((group) => group.rows.length > 0)
}

/** Every model with its fetch, and fetches of models that are not in the list yet. */
export function rowsOf(
  models: readonly ModelEntry[],
  fetches: readonly ModelFetch[],
): readonly ModelRow[] {
  const moving = fetches.filter(({ state }) => state !== 'done')
  const known = new Set(models.map(({ id }) => id))
  return [
    ...moving
      .filter(({ id }) => !known.has(id))
      .map((fetch) => ({ id: fetch.id, title: fetch.title, model: null, fetch })),
    ...models.map((model) => ({
      id: model.id,
      title: model.title,
      model,
      fetch: moving.find(({ id }) => id === model.id) ?? null,
    })),
  ]
}

function groupOf({ model, fetch }: ModelRow): ModelGroup['id'] {
  if (fetch !== null) return 'on-its-way'
  return model?.state === 'available' ? 'available' : 'here'
}

function passes(row: ModelRow, { search, kind, place }: ModelFilter): boolean {
  const { model } = row
  if (kind !== 'all' && model !== null && (model.kind === 'segmenter') !== (kind === 'segmenters'))
    return false
  if (place === 'here' && groupOf(row) === 'available') return false
  const text = [row.title, row.id, model?.goodFor, model?.dialect, model?.licence.id]
    .join(' ')
    .toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** The row to show: the one chosen where it is there, else that of the project, else the first. */
export function shownRow(
  rows: readonly ModelRow[],
  chosen: string | null,
  used: string | undefined,
): ModelRow | null {
  const find = (id: string | null | undefined) => rows.find((row) => row.id === id)
  return find(chosen) ?? find(used) ?? rows[0] ?? null
}
