/** As the readers of these sets recommend: UNC's for RefCOCO and RefCOCO+, UMD's for RefCOCOg. */
const recommended = ['unc', 'umd']

type RefFile = { readonly name: string; readonly isG: boolean; readonly by: string | null }

/**
 * Which files of refs to read, and which are passed over: `refs.json` and `grefs.json` without a name in brackets are of
 * one set and read both; of several ways to split, the recommended one; of JSON and pickle, JSON.
 */
export function refFilesIn(names: readonly string[]): {
  readonly chosen: readonly string[]
  readonly passed: readonly string[]
} {
  const files = names.flatMap((name): RefFile[] => {
    const [match, g, by] = /^(g?)refs(?:\(([^()]+)\))?\.(?:json|p)$/.exec(name) ?? []
    return match === undefined ? [] : [{ name, isG: g === 'g', by: by ?? null }]
  })
  const first = files.toSorted((a, b) => rankOf(a) - rankOf(b) || (a.name < b.name ? -1 : 1))[0]
  if (first === undefined) return { chosen: [], passed: [] }
  const other = first.by === null ? files.find((file) => isBeside(file, first)) : undefined
  const chosen = [first.name, ...(other === undefined ? [] : [other.name])]
  return { chosen, passed: names.filter((name) => isRef(files, name) && !chosen.includes(name)) }
}

function rankOf({ name, isG, by }: RefFile): number {
  const place = by === null ? -1 : recommended.indexOf(by)
  const known = by === null ? 0 : place < 0 ? recommended.length + 1 : place + 1
  return known * 4 + (isG ? 2 : 0) + (name.endsWith('.json') ? 0 : 1)
}

function isBeside({ name, isG, by }: RefFile, first: RefFile): boolean {
  return by === null && isG !== first.isG && name.endsWith('.json')
}

function isRef(files: readonly RefFile[], name: string): boolean {
  return files.some((file) => file.name === name)
}
