import { create } from 'zustand'
import { sampleFilterSchema, type SampleFilter, type SampleRow } from '#rpc/schemas/project'
import type { Answer } from '#rpc/contract'
import { call } from '../rpc/client.ts'
import { keptRows, pageSize, pagesOfRange, withPage, withRow, type Pages } from './paging.ts'

type Counts = Answer<'samples.list'>['counts']

export type SamplesState = {
  readonly filter: SampleFilter
  /** What the samples of the filter's `ids` have in common. */
  readonly chosenTitle: string
  readonly total: number
  readonly counts: Counts | null
  readonly pages: Pages<SampleRow>
  /** Rows on screen, both included. */
  readonly visible: readonly [first: number, last: number]
  readonly isLoading: boolean
  /** 1-based place of the open sample under the filter, and of how many. */
  readonly position: number | null
}

export const emptyFilter: SampleFilter = sampleFilterSchema.parse({})

export const useSamples = create<SamplesState>(() => ({
  filter: emptyFilter,
  chosenTitle: '',
  total: 0,
  counts: null,
  pages: new Map(),
  visible: [0, 0],
  isLoading: false,
  position: null,
}))

/** Answers of an older question (another filter, before a change) are thrown away. */
let generation = 0
const underWay = new Set<number>()

/** Loads what the rows on screen need and is not there. */
export async function showRows(first: number, last: number): Promise<void> {
  useSamples.setState({ visible: [first, last] })
  const { total, pages } = useSamples.getState()
  const wanted = pagesOfRange(first, last, total).filter(
    (page) => !pages.has(page) && !underWay.has(page),
  )
  await Promise.all(wanted.map((page) => loadPage(page, generation)))
}

/** Another filter: the list starts anew at its top. */
export async function setFilter(change: Partial<SampleFilter>): Promise<void> {
  useSamples.setState(({ filter }) => ({
    filter: { ...filter, ...change },
    pages: new Map(),
    visible: [0, 0],
  }))
  await refreshRows()
}

/** The list shows these alone, under the name given. */
export async function chooseSamples(ids: number[], chosenTitle: string): Promise<void> {
  useSamples.setState({ chosenTitle })
  await setFilter({ ...emptyFilter, ids })
}

/** Asks again for the pages on screen and forgets the others; old rows stay until the answer is there. */
export async function refreshRows(): Promise<void> {
  const mine = ++generation
  underWay.clear()
  const { visible, total } = useSamples.getState()
  const pages = pagesOfRange(visible[0], visible[1], Math.max(total, 1))
  const fresh = await Promise.all(pages.map((page) => fetchPage(page)))
  if (mine !== generation) return
  const { pages: before } = useSamples.getState()
  useSamples.setState({
    pages: new Map(
      pages.map((page, i) => [page, keptRows(before.get(page) ?? [], fresh[i]?.rows ?? [])]),
    ),
    total: fresh[0]?.total ?? 0,
    counts: fresh[0]?.counts ?? null,
    isLoading: false,
  })
}

export function replaceRow(row: SampleRow): void {
  useSamples.setState(({ pages }) => ({ pages: withRow(pages, row) }))
}

export function clearSamples(): void {
  generation++
  underWay.clear()
  useSamples.setState({ ...useSamples.getInitialState() })
}

async function loadPage(page: number, mine: number): Promise<void> {
  underWay.add(page)
  try {
    const answer = await fetchPage(page)
    if (mine !== generation) return
    useSamples.setState(({ pages }) => ({
      pages: withPage(pages, page, answer.rows),
      total: answer.total,
      counts: answer.counts,
      isLoading: false,
    }))
  } finally {
    if (mine === generation) underWay.delete(page)
  }
}

async function fetchPage(page: number): Promise<Answer<'samples.list'>> {
  useSamples.setState({ isLoading: true })
  const { filter } = useSamples.getState()
  return call('samples.list', { filter, offset: page * pageSize, limit: pageSize })
}
