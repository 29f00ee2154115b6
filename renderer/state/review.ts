import { create } from 'zustand'
import type { Params } from '#rpc/contract'
import type { HistoryEntry, Queued, Review, ReviewState } from '#rpc/schemas/review'
import type { ReviewOrder } from '#core/dataset/review-order'
import { call } from '../rpc/client.ts'
import { useApp } from './app.ts'
import { pageSize, pagesOfRange, withPage, type Pages } from './paging.ts'
import { useSession } from './session.ts'

/** The parts of the Review page. */
export type ReviewView = 'queue' | 'people' | 'agreement'

/** Which samples wait, and in what order. */
export type QueueChoice = {
  readonly order: ReviewOrder
  readonly seed: number
  readonly scope: 'all' | 'others' | 'assigned'
  readonly category: string | null
  readonly split: 'train' | 'val' | 'test' | null
}

export type QueueRow = Queued & { readonly id: number }

/** A history entry with a mask that can be laid over the picture. */
export type Compared = Extract<HistoryEntry, { kind: 'version' | 'opinion' }>

type ReviewStore = {
  readonly view: ReviewView
  readonly choice: QueueChoice
  /** null until known. */
  readonly total: number | null
  readonly reviewed: number
  readonly pages: Pages<QueueRow>
  /** Rows on screen, both included. */
  readonly visible: readonly [first: number, last: number]
  readonly failure: unknown
  /** What is known of the open sample; null until then. */
  readonly facts: ReviewState | null
  readonly history: readonly HistoryEntry[] | null
  /** Whose difference is laid over the picture. */
  readonly compared: Compared | null
  /** Verdicts given here since the page was opened, the last at the end. */
  readonly given: readonly Review[]
  readonly isJudging: boolean
}

const nothing: ReviewStore = {
  view: 'queue',
  choice: { order: 'uncertain', seed: 1, scope: 'all', category: null, split: null },
  total: null,
  reviewed: 0,
  pages: new Map(),
  visible: [0, 0],
  failure: null,
  facts: null,
  history: null,
  compared: null,
  given: [],
  isJudging: false,
}

export const useReview = create<ReviewStore>(() => nothing)

/** Answers of an older question are thrown away. */
let generation = 0

export function showReview(view: ReviewView = 'queue'): void {
  useReview.setState({ view })
  useApp.setState({ page: 'review' })
}

/** What the queue is asked for with. */
export function queueParams(): Params<'review.next'> {
  const { order, seed, scope, category, split } = useReview.getState().choice
  return { order, seed, scope, filter: { category, split } }
}

/** Another order or filter: the queue starts anew at its top. */
export async function chooseQueue(change: Partial<QueueChoice>): Promise<void> {
  useReview.setState(({ choice }) => ({
    choice: { ...choice, ...change },
    pages: new Map(),
    visible: [0, 0],
  }))
  await refreshQueue()
}

/** Asks again for the pages on screen and forgets the others. */
export async function refreshQueue(): Promise<void> {
  const mine = ++generation
  const { visible, total } = useReview.getState()
  const pages = pagesOfRange(visible[0], visible[1], Math.max(total ?? 1, 1))
  try {
    const fresh = await Promise.all(pages.map((page) => fetchPage(page)))
    if (mine !== generation) return
    useReview.setState({
      pages: new Map(pages.map((page, i) => [page, fresh[i]?.rows ?? []])),
      total: fresh[0]?.total ?? 0,
      reviewed: fresh[0]?.reviewed ?? 0,
      failure: null,
    })
  } catch (failure) {
    if (mine === generation) useReview.setState({ failure })
  }
}

/** Loads what the rows on screen need and is not there. */
export async function showQueueRows(first: number, last: number): Promise<void> {
  useReview.setState({ visible: [first, last] })
  const mine = generation
  const { total, pages } = useReview.getState()
  const wanted = pagesOfRange(first, last, total ?? 0).filter((page) => !pages.has(page))
  for (const page of wanted) {
    const { rows } = await fetchPage(page)
    if (mine !== generation) return
    useReview.setState((before) => ({ pages: withPage(before.pages, page, rows) }))
  }
}

/** What people said of the open sample, and everything that happened to it. */
export async function loadFacts(): Promise<void> {
  const { sampleId: sample } = useSession.getState()
  if (sample === null) return useReview.setState({ facts: null, history: null, compared: null })
  const [facts, history] = await Promise.all([
    call('review.state', { sample }),
    call('review.history', { sample }),
  ])
  if (useSession.getState().sampleId === sample) useReview.setState({ facts, history })
}

async function fetchPage(page: number) {
  const answer = await call('review.queue', {
    ...queueParams(),
    offset: page * pageSize,
    limit: pageSize,
  })
  return { ...answer, rows: answer.rows.map((one) => ({ ...one, id: one.row.id })) }
}

useSession.subscribe(({ sampleId }, before) => {
  if (sampleId !== before.sampleId)
    useReview.setState({ facts: null, history: null, compared: null })
})

useApp.subscribe(({ project }, before) => {
  if (project?.path === before.project?.path) return
  generation++
  useReview.setState({ ...nothing, choice: useReview.getState().choice })
})
