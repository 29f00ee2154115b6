import { fail, ok, type Result } from '../result.ts'

/** More of them could take long on a name that does not match. */
const mostWildcards = 4

/**
 * Reads what several pictures of one source share out of their names: `{source}` is that part, `*` stands for anything,
 * `#` for digits, everything else for itself; `/` is looked for in the path, without it the name alone is looked at.
 * `{source}_#.jpg` takes `clip7` from `clip7_0012.jpg`. A name that does not match has no source (null).
 * Fails with `bad_input`.
 */
export function parseSourcePattern(pattern: string): Result<(path: string) => string | null> {
  const problem = problemOf(pattern)
  if (problem !== null)
    return fail(
      'bad_input',
      `The pattern “${pattern}” ${problem}.`,
      'Write it like {source}_*.jpg.',
    )
  const body = pattern
    .split(/(\{source\}|\*|#)/)
    .map((part) => parts.get(part) ?? part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('')
  const expression = new RegExp(`^${body}$`, 'u')
  const isPath = pattern.includes('/')
  return ok((path) => {
    const subject = isPath ? path : path.slice(path.lastIndexOf('/') + 1)
    return expression.exec(subject)?.[1] ?? null
  })
}

const parts: ReadonlyMap<string, string> = new Map([
  ['{source}', '(.+?)'],
  ['*', '.*'],
  ['#', '\\d+'],
])

function problemOf(pattern: string): string | null {
  const sources = pattern.split('{source}').length - 1
  if (sources !== 1) return sources === 0 ? 'has no {source}' : 'has {source} more than once'
  const wildcards = (pattern.match(/[*#]/g) ?? []).length
  if (wildcards > mostWildcards) return `has more than ${mostWildcards} of * and #`
  return pattern === '{source}' ? 'makes every name a source of its own' : null
}
