import { randomBytes } from 'node:crypto'
import { isSameSecret } from './policy.ts'

/** How long a login link works. */
export const loginLifetimeMs = 60_000

export type LoginOutcome = 'accepted' | 'used' | 'late' | 'unknown'

/** Single-use codes that a browser swaps for the session cookie; at most 32 are remembered. */
export interface LoginCodes {
  /** A fresh code, valid for 60 s and for one use; older unused ones stay valid for their time. */
  issue(): string
  redeem(code: string): LoginOutcome
}

type Entry = { readonly code: string; readonly issuedAt: number; isUsed: boolean }

const remembered = 32

export function createLoginCodes(now: () => number): LoginCodes {
  const entries: Entry[] = []
  return {
    issue() {
      const code = createSecret()
      entries.push({ code, issuedAt: now(), isUsed: false })
      if (entries.length > remembered) entries.shift()
      return code
    },
    redeem(code) {
      const entry = entries.find((candidate) => isSameSecret(code, candidate.code))
      if (entry === undefined) return 'unknown'
      if (entry.isUsed) return 'used'
      if (now() - entry.issuedAt > loginLifetimeMs) return 'late'
      entry.isUsed = true
      return 'accepted'
    },
  }
}

/** 32 random bytes, safe in URLs, cookies and headers. */
export function createSecret(): string {
  return randomBytes(32).toString('base64url')
}
