import { fail, ok, type Result } from '../result.ts'

/** More ids than any grid has strips or cells. */
const most = 1000

const hint = 'Write whole numbers from 1, ranges with a dash, commas between: 2-3 or 4,5 or 1-2,6.'

/** `2-3` or `4,5` or `1–2, 6` to ids, ascending and each once. Fails with `bad_input`. */
export function parseSpans(text: string): Result<number[]> {
  const ids = new Set<number>()
  for (const part of text.split(',')) {
    const match = /^\s*(\d{1,4})\s*(?:[-–—]\s*(\d{1,4})\s*)?$/.exec(part)
    if (match === null)
      return fail('bad_input', `“${text}” is no list of rows, columns or cells`, hint)
    const from = Number(match[1])
    const to = Number(match[2] ?? match[1])
    if (from < 1 || to > most || from > to)
      return fail('bad_input', `“${part.trim()}” in “${text}” is no range of ids`, hint)
    for (let id = from; id <= to; id++) ids.add(id)
  }
  return ok([...ids].toSorted((a, b) => a - b))
}

/** Ids for people: `2–3, 5`. Neighbours are joined; order and repeats do not matter. */
export function formatSpans(ids: readonly number[]): string {
  const spans: [from: number, to: number][] = []
  for (const id of [...new Set(ids)].toSorted((a, b) => a - b)) {
    const last = spans.at(-1)
    if (last !== undefined && last[1] + 1 === id) last[1] = id
    else spans.push([id, id])
  }
  return spans.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ')
}
