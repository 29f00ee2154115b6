import { failure } from '../failure.ts'

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * The address at a mirror: its scheme, host and path before the path of the original.
 * Throws AppFailure `bad_input` where the mirror is no web address, or holds a password.
 */
export function mirrored(url: string, mirror: string | null): string {
  if (mirror === null) return url
  const base = URL.canParse(mirror) ? new URL(mirror) : null
  if (base === null || !['http:', 'https:'].includes(base.protocol))
    throw failure('bad_input', 'The mirror’s address is not one.', 'Write it as https://host/path.')
  if (base.username !== '' || base.password !== '')
    throw failure(
      'bad_input',
      'The mirror’s address holds a name or a password, which would end up in files.',
      'Use a mirror that needs none, or import the model from a folder.',
    )
  const { pathname, search } = new URL(url)
  return `${base.origin}${base.pathname.replace(/\/+$/, '')}${pathname}${search}`
}

/** Whether a file may come from `url` when `first` was asked for; `isMirror`: the user named the host of `first`. */
export function mayFetch(url: URL, first: URL, isMirror: boolean): boolean {
  if (url.protocol === 'https:') return true
  if (url.protocol !== 'http:') return false
  // Without TLS anybody in between could exchange it: only where the user or this machine vouches for the host.
  return loopback.has(first.hostname)
    ? loopback.has(url.hostname)
    : isMirror && url.host === first.host
}
