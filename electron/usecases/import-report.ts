import type { LeftOut } from '#rpc/schemas/project'

/** What an import could not take. */
export interface ImportReport {
  /** A record that is wrong: it refuses all of a strict import. */
  addBad(line: number | null, reason: string): void
  /** A record that is right and still not taken. */
  addPassed(line: number | null, reason: string): void
  bad(): LeftOut[]
  all(): LeftOut[]
}

/** Beyond so many they are only counted. */
const listed = 10_000

export function createImportReport(file: string): ImportReport {
  const bad = createList(file)
  const passed = createList(file)
  return {
    addBad: (line, reason) => bad.add(line, reason),
    addPassed: (line, reason) => passed.add(line, reason),
    bad: () => bad.entries(),
    all: () => [...bad.entries(), ...passed.entries()],
  }
}

function createList(file: string) {
  const entries: LeftOut[] = []
  let more = 0
  return {
    add(line: number | null, reason: string) {
      if (entries.length < listed) entries.push({ file, line, reason })
      else more++
    },
    entries: () =>
      more === 0 ? entries : [...entries, { file, line: null, reason: `and ${more} more` }],
  }
}
