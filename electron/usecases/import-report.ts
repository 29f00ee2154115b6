import type { LeftOut } from '#rpc/schemas/project'

/** What an import could not take. */
export interface ImportReport {
  /** A record that is wrong: it refuses all of a strict import. */
  addBad(line: number | null, reason: string): void
  /** A record that is right and still not taken. */
  addPassed(line: number | null, reason: string): void
  /** Of another file than the import's own. */
  add(at: Place, what: { readonly reason: string; readonly isBad: boolean }): void
  bad(): LeftOut[]
  all(): LeftOut[]
}

type Place = { readonly file: string; readonly line: number | null }

/** Beyond so many they are only counted. */
const listed = 10_000

export function createImportReport(file: string): ImportReport {
  const bad = createList(file)
  const passed = createList(file)
  return {
    addBad: (line, reason) => bad.add({ file, line }, reason),
    addPassed: (line, reason) => passed.add({ file, line }, reason),
    add: (at, { reason, isBad }) => (isBad ? bad : passed).add(at, reason),
    bad: () => bad.entries(),
    all: () => [...bad.entries(), ...passed.entries()],
  }
}

function createList(file: string) {
  const entries: LeftOut[] = []
  let more = 0
  return {
    add(at: Place, reason: string) {
      if (entries.length < listed) entries.push({ ...at, reason })
      else more++
    },
    entries: () =>
      more === 0 ? entries : [...entries, { file, line: null, reason: `and ${more} more` }],
  }
}
