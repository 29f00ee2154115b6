/** `key: value`, or `key:` with indented `name: value` lines below it. Lines count from 1 in the whole file. */
export type FrontMatter = {
  readonly values: ReadonlyMap<string, string>
  readonly maps: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly lineOf: ReadonlyMap<string, number>
  /** First line after it, from 1. */
  readonly bodyLine: number
}

export type FileProblem = {
  readonly ok: false
  readonly line: number
  readonly message: string
  readonly mend: string
}

export function fileProblem(line: number, message: string, mend: string): FileProblem {
  return { ok: false, line, message, mend }
}

const entry = /^([a-z][a-z0-9-]*):(?: +(.*))?$/
const indented = /^ +([a-z0-9][a-z0-9+-]*): +(.*)$/

/** The lines between the first two `---`. */
export function readFrontMatter(
  lines: readonly string[],
): { readonly ok: true; readonly value: FrontMatter } | FileProblem {
  if (lines[0] !== '---')
    return fileProblem(1, 'the file begins with no “---”', 'Begin with “---”, then “id: …”.')
  const end = lines.indexOf('---', 1)
  if (end < 0) return fileProblem(1, 'no second “---” ends the front matter', 'Add one.')
  const values = new Map<string, string>()
  const maps = new Map<string, Map<string, string>>()
  const lineOf = new Map<string, number>()
  let open: Map<string, string> | null = null
  for (const [i, line] of lines.slice(1, end).entries()) {
    const at = i + 2
    if (line.trim() === '') continue
    const [, name, inner] = indented.exec(line) ?? []
    if (name !== undefined && inner !== undefined && open !== null) {
      if (open.has(name)) return fileProblem(at, `“${name}” stands twice`, 'Take one out.')
      open.set(name, inner.trim())
      continue
    }
    const [, key, value] = entry.exec(line) ?? []
    if (key === undefined)
      return fileProblem(at, `“${line.slice(0, 40)}” is no front matter`, 'Write “key: value”.')
    if (lineOf.has(key)) return fileProblem(at, `“${key}” stands twice`, 'Take one out.')
    lineOf.set(key, at)
    open = value === undefined || value.trim() === '' ? new Map<string, string>() : null
    if (open === null) values.set(key, (value ?? '').trim())
    else maps.set(key, open)
  }
  return { ok: true, value: { values, maps, lineOf, bodyLine: end + 2 } }
}
