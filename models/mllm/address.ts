import { failure } from '../failure.ts'
import type { MllmProfile } from './mllm-ports.ts'

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether what is sent there stays on this machine, so that no consent is needed. Text that is no address does not. */
export function isLocalUrl(url: string): boolean {
  return URL.canParse(url) && loopback.has(new URL(url).hostname)
}

/**
 * The profile's address without a slash at its end; one that names a host alone goes on with the dialect's usual path.
 * Throws AppFailure `bad_input` where it is no web address, or holds a secret.
 */
export function baseUrl(profile: Pick<MllmProfile, 'name' | 'url'>, usualPath: string): string {
  const url = URL.canParse(profile.url) ? new URL(profile.url) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw failure(
      'bad_input',
      `The address of “${profile.name}” is not one.`,
      'Write it as https://host/v1 or http://127.0.0.1:11434/v1.',
    )
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw failure(
      'bad_input',
      `The address of “${profile.name}” holds more than a host and a path.`,
      'Leave out what follows a question mark and any name or password; the key has a field of its own.',
    )
  const path = url.pathname.replace(/\/+$/, '')
  return `${url.origin}${path === '' ? usualPath : path}`
}
