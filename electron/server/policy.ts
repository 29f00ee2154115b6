import { timingSafeEqual } from 'node:crypto'

/** What the decisions need of one request; header values as they came, null where absent. */
export type RequestFacts = {
  readonly method: string
  readonly path: string
  readonly host: string | null
  readonly origin: string | null
  readonly fetchSite: string | null
  readonly cookie: string | null
  readonly authorization: string | null
  readonly isUpgrade: boolean
}

/** What this server instance holds its callers to. */
export type Gate = {
  readonly port: number
  readonly cookieName: string
  /** Value of the window's cookie. */
  readonly session: string
  /** Bearer token of the command line, from the project's lock file. */
  readonly bearer: string
}

export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'wrong-host' }
  | { readonly kind: 'wrong-origin' }
  | { readonly kind: 'not-logged-in' }
  /** A page opened from a foreign site: its Strict cookie only comes with a second, own navigation. */
  | { readonly kind: 'reload-once' }

const pass: Verdict = { kind: 'pass' }
const openPaths = ['/login', '/assets/']
const safeMethods = ['GET', 'HEAD']

/** Cookies ignore ports: the name carries the instance, so that two windows never mix theirs up. */
export function cookieNameFor(instance: string): string {
  return `reaseg-${instance}`
}

export function originOf(port: number): string {
  return `http://127.0.0.1:${port}`
}

/** Host first (DNS rebinding), then origin (foreign pages), then who is asking. */
export function judgeRequest(facts: RequestFacts, gate: Gate): Verdict {
  if (!isHostAllowed(facts.host, gate.port)) return { kind: 'wrong-host' }
  const isBearer = hasBearer(facts.authorization, gate.bearer)
  if (!isOriginAllowed(facts, gate.port, isBearer)) return { kind: 'wrong-origin' }
  if (isOpen(facts) || isBearer || hasCookie(facts.cookie, gate)) return pass
  if (facts.path === '/' && facts.fetchSite === 'cross-site') return { kind: 'reload-once' }
  return { kind: 'not-logged-in' }
}

/** Only the very address the server is bound to: no other name that resolves to it. */
export function isHostAllowed(host: string | null, port: number): boolean {
  return host === `127.0.0.1:${port}` || (port === 80 && host === '127.0.0.1')
}

/**
 * A foreign origin is refused whatever it asks for. State-changing requests and WebSocket upgrades
 * must name ours; only the command line, which has no page and shows a token, may name none.
 */
export function isOriginAllowed(facts: RequestFacts, port: number, isBearer: boolean): boolean {
  if (facts.origin !== null) return facts.origin === originOf(port)
  return isBearer || (safeMethods.includes(facts.method) && !facts.isUpgrade)
}

/** The value of one cookie in a Cookie header, or null. */
export function readCookie(header: string | null, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const split = part.indexOf('=')
    if (split > 0 && part.slice(0, split).trim() === name) return part.slice(split + 1).trim()
  }
  return null
}

/** The Set-Cookie line of a session: unreadable for scripts, never sent along from foreign sites. */
export function sessionCookie(gate: Pick<Gate, 'cookieName' | 'session'>): string {
  return `${gate.cookieName}=${gate.session}; Path=/; HttpOnly; SameSite=Strict`
}

/** Compares secrets in a time that does not tell where they differ. */
export function isSameSecret(given: string, wanted: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(wanted)
  return a.length === b.length && b.length > 0 && timingSafeEqual(a, b)
}

function isOpen(facts: RequestFacts): boolean {
  return (
    safeMethods.includes(facts.method) &&
    !facts.isUpgrade &&
    openPaths.some(
      (path) => facts.path === path || (path.endsWith('/') && facts.path.startsWith(path)),
    )
  )
}

function hasBearer(header: string | null, bearer: string): boolean {
  const prefix = 'Bearer '
  return header?.startsWith(prefix) === true && isSameSecret(header.slice(prefix.length), bearer)
}

function hasCookie(header: string | null, gate: Gate): boolean {
  const value = readCookie(header, gate.cookieName)
  return value !== null && isSameSecret(value, gate.session)
}
