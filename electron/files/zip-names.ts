/** What is wrong with the names of an archive's files, `/` between the parts; null where nothing is. */
export function problemOfNames(names: readonly string[]): string | null {
  const folders = new Set<string>()
  const files = new Set<string>()
  for (const name of names) {
    const problem = problemOfName(name)
    if (problem !== null) return problem
    // Windows and macOS tell no case apart.
    const folded = foldedName(name)
    if (files.has(folded)) return `two of its files are called ${name}`
    files.add(folded)
    for (let at = folded.indexOf('/'); at >= 0; at = folded.indexOf('/', at + 1))
      folders.add(folded.slice(0, at))
  }
  const both = names.find((name) => folders.has(foldedName(name)))
  return both === undefined ? null : `${both} is a file of it and a folder`
}

const devices = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i
const mostBytes = 1024

/** Names that some system takes for something else than a file below the folder. */
function problemOfName(name: string): string | null {
  const parts = name.split('/')
  if (name.startsWith('/') || parts.includes('..')) return `its file ${name} leads out of it`
  const isOdd = parts.some(
    (part) =>
      part === '' ||
      part === '.' ||
      /[\p{Cc}\p{Cs}\\:]/u.test(part) ||
      /[. ]$/.test(part) ||
      devices.test(part),
  )
  if (isOdd || Buffer.byteLength(name) > mostBytes)
    return `some systems cannot keep its file ${JSON.stringify(name.slice(0, 100))}`
  return null
}

function foldedName(name: string): string {
  return name.normalize('NFC').toLowerCase()
}
