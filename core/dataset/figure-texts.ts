import { rangeOfKey, type FigureId } from './figures.ts'
import { findSgdrCategory, sgdrCategories } from './sgdr.ts'

export type FigureText = {
  readonly title: string
  /** What a bar counts, as an axis says it. */
  readonly axis: string
  readonly definition: string
}

/** What each figure of a data set is called and means. */
export const figureTexts: Readonly<Record<FigureId, FigureText>> = {
  status: {
    title: 'Status',
    axis: 'status',
    definition: 'All samples by how far they are. Removed samples count nowhere on this page.',
  },
  category: {
    title: 'Category',
    axis: 'category',
    definition: 'All samples by their kind of reasoning; the dark part of a bar is accepted.',
  },
  component: {
    title: 'Component',
    axis: 'component',
    definition:
      'All samples by the components of their category. One with several counts for each of them.',
  },
  split: {
    title: 'Split',
    axis: 'split',
    definition: 'All samples by the part of the data set they are in.',
  },
  words: {
    title: 'Query length',
    axis: 'words',
    definition:
      'Words of the query, of all samples. In scripts without spaces two characters count as one word.',
  },
  area: {
    title: 'Mask area',
    axis: 'share of the image',
    definition: 'Pixels of the accepted mask over those of its image; “no target” is left out.',
  },
  parts: {
    title: 'Parts of the mask',
    axis: 'parts',
    definition: 'Connected parts of the accepted mask; pixels that meet at a corner are connected.',
  },
  seconds: {
    title: 'Time per sample',
    axis: 'seconds',
    definition:
      'Time the annotator was at the sample before the accepted mask was saved, without breaks.',
  },
  clicks: {
    title: 'Clicks per mask',
    axis: 'clicks and strokes',
    definition: 'Prompts, strokes and other edits it took to get to the accepted mask.',
  },
  rank: {
    title: 'Accepted rank',
    axis: 'rank in its run',
    definition:
      'Place of the accepted candidate in its run, the best one where several were joined. Corrected, drawn and imported masks stand apart.',
  },
  day: {
    title: 'Progress',
    axis: 'day',
    definition: 'Accepted samples by the day their present mask was saved, and all up to that day.',
  },
}

const names = new Map([
  ['todo', 'to do'],
  ['import', 'imported'],
  ['no-target', 'no target'],
])

const componentTitles = new Map(
  sgdrCategories.flatMap(({ components }) => components.map(({ id, title }) => [id, title])),
)

/** What a bar of a figure is called. */
export function barTitle(figure: FigureId, key: string): string {
  const range = rangeOfKey(figure, key)
  if (range !== null) return rangeTitle(figure, range)
  if (key === '') return figure === 'rank' ? 'not known' : 'none'
  if (figure === 'category') return findSgdrCategory(key)?.title ?? key
  if (figure === 'component') return componentTitles.get(key) ?? key
  return figure === 'status' || figure === 'rank' ? (names.get(key) ?? key) : key
}

const units: ReadonlyMap<FigureId, string> = new Map([
  ['seconds', ' s'],
  ['words', ' words'],
])

/** A value of a figure of numbers, with its unit. */
export function numberText(figure: FigureId, value: number): string {
  if (figure === 'area') return `${shareText(value)} %`
  const digits = value >= 100 || Number.isInteger(value) ? 0 : 1
  return `${value.toFixed(digits)}${units.get(figure) ?? ''}`
}

type Range = NonNullable<ReturnType<typeof rangeOfKey>>

function rangeTitle(figure: FigureId, { from, below }: Range): string {
  if (figure === 'area')
    return below === null
      ? `${shareText(from)} % and more`
      : `${shareText(from)}–${shareText(below)} %`
  if (figure === 'seconds') return below === null ? `${from} s and more` : `${from}–${below} s`
  if (below === null) return `${from} and more`
  return below - from === 1 ? `${from}` : `${from}–${below - 1}`
}

function shareText(share: number): string {
  return String(Number((100 * share).toPrecision(2)))
}
