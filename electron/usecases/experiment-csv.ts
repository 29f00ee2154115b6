import type { ExperimentTableRow } from '#rpc/schemas/experiments'

/** One line a row of the table, with a header; numbers in full, empty where there is none (RFC 4180). */
export function experimentCsv(table: readonly ExperimentTableRow[]): string {
  const metrics = (table[0]?.metrics ?? []).map(({ metric }) => metric)
  const ofMetric = ['', ' low', ' high', ' difference', ' p corrected', ' significant']
  const header = [
    'setting',
    'n',
    'failed',
    ...metrics.flatMap((metric) => ofMetric.map((part) => `${metric}${part}`)),
    'rank-1 IoU',
    'top-3 IoU (oracle)',
    'best IoU',
    'cost',
    'seconds',
    'settings',
  ]
  const lines = table.map((row) => [
    row.name,
    row.n,
    row.failed,
    ...row.metrics.flatMap(({ interval, against }) => [
      interval?.value,
      interval?.low,
      interval?.high,
      against?.difference.value,
      against?.correctedP,
      against === null ? undefined : against.isSignificant ? 'yes' : 'no',
    ]),
    row.rank1Iou?.value,
    row.top3Iou?.value,
    row.bestIou?.value,
    row.cost,
    row.seconds?.value,
    JSON.stringify(row.given),
  ])
  return [header, ...lines].map((cells) => `${cells.map(cellText).join(',')}\r\n`).join('')
}

/** A name that a spreadsheet would read as a formula is led by an apostrophe. */
function cellText(value: string | number | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
