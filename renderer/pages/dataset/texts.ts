import { numberText } from '#core/dataset/figure-texts'
import type { Figure, FigureId } from '#core/dataset/figures'
import type { DatasetSummary } from '#rpc/schemas/dataset'

export type HeadFigure = {
  readonly title: string
  readonly text: string
  readonly definition: string
}

/** The figures above the plots. */
export function headFigures({ samples, figures }: DatasetSummary): readonly HeadFigure[] {
  const of = (id: FigureId) => figures.find((figure) => figure.id === id)
  const accepted = of('status')?.bars.find(({ key }) => key === 'accepted')?.n ?? 0
  const median = (id: FigureId, title: string, definition: string) => {
    const value = of(id)?.median ?? null
    return { title, text: value === null ? 'no figures yet' : numberText(id, value), definition }
  }
  const share = samples === 0 ? 0 : (100 * accepted) / samples
  return [
    {
      title: 'samples',
      text: samples.toLocaleString('en'),
      definition: 'All that are not removed.',
    },
    {
      title: 'accepted',
      text: `${accepted.toLocaleString('en')} (${share.toFixed(share < 10 ? 1 : 0)} %)`,
      definition:
        'Samples whose mask, or that there is no target, was accepted; and their share of all.',
    },
    median('words', 'query', 'Median length of the queries, in words.'),
    median('area', 'mask', 'Median area of the accepted masks, in per cent of their images.'),
    median('seconds', 'time', 'Median time per accepted sample.'),
    median('clicks', 'clicks', 'Median clicks and strokes per accepted mask.'),
    rankOne(of('rank')),
  ]
}

function rankOne(figure: Figure | undefined): HeadFigure {
  const ofRuns = figure?.bars.filter(({ key }) => /^\d+$/.test(key) || key === 'corrected') ?? []
  const n = ofRuns.reduce((sum, bar) => sum + bar.n, 0)
  const first = ofRuns.find(({ key }) => key === '1')?.n ?? 0
  return {
    title: 'rank 1 taken',
    text: n === 0 ? 'no figures yet' : `${((100 * first) / n).toFixed(0)} % of ${n}`,
    definition:
      'Of the accepted masks that came from a candidate, as it was or corrected: how many are the first-ranked one as it was.',
  }
}

/** Why a figure has no bars. */
export function noneYet(id: FigureId): string {
  switch (id) {
    case 'seconds':
    case 'clicks':
      return 'No figures yet: they are counted as samples are worked on in this window.'
    case 'area':
    case 'parts':
      return 'No figures yet: no mask was accepted.'
    default:
      return 'No figures yet: no sample was accepted.'
  }
}

/** How many samples a figure of accepted ones says nothing of. */
export function unknownText({ id, without, n }: Figure): string {
  const isCounted = id === 'seconds' || id === 'clicks' || id === 'area' || id === 'parts'
  return isCounted && without > 0 && n > 0 ? `${without.toLocaleString('en')} unknown` : ''
}

/** Days with the count of all up to each; days between that nothing was accepted on are not there. */
export function running(bars: Figure['bars']): { key: string; n: number; total: number }[] {
  let total = 0
  return bars.map(({ key, n }) => ({ key, n, total: (total += n) }))
}
