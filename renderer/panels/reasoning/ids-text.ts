/** Ids as people write them: `2-3, 5`. */
export function textOfIds(ids: readonly number[]): string {
  const sorted = [...new Set(ids)].toSorted((a, b) => a - b)
  const parts: string[] = []
  for (let i = 0; i < sorted.length; i++) {
    const from = sorted[i] as number
    let to = from
    while (sorted[i + 1] === to + 1) to = sorted[++i] as number
    parts.push(from === to ? `${from}` : `${from}-${to}`)
  }
  return parts.join(', ')
}

/** The ids, ascending, each once, all in 1..count; null where the text says none or something else. */
export function idsOfText(text: string, count: number): readonly number[] | null {
  const ids = new Set<number>()
  const tight = text.replaceAll(/\s*[-–]\s*/g, '-')
  for (const part of tight.split(/[,;\s]+/).filter((piece) => piece !== '')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part)
    if (match === null) return null
    const from = Number(match[1])
    const to = Number(match[2] ?? match[1])
    if (from < 1 || to < from || to > count) return null
    for (let id = from; id <= to; id++) ids.add(id)
  }
  return ids.size === 0 ? null : [...ids].toSorted((a, b) => a - b)
}
