import { setTimeout } from 'node:timers/promises'

/** Time and chance from outside, so that tests need neither. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number
  /** Rejects as soon as the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
  /** 0 to 1, 1 excluded. */
  random(): number
}

export const realClock: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) =>
    setTimeout(milliseconds, undefined, signal === undefined ? {} : { signal }),
  random: Math.random,
}

/** Before the second try, doubled before each further one, milliseconds. */
const firstWait = 1000
const longestBackOff = 30_000
/** A host that asks for more is not waited for. */
export const longestWait = 120_000

/**
 * Milliseconds to wait before the next try: at least what the host asked for, else doubled from try to try, a random half
 * of it taken off so that questions that failed together do not come back together.
 */
export function backOff(triesDone: number, askedFor: number | null, clock: Clock): number {
  const most = Math.min(longestBackOff, firstWait * 2 ** (triesDone - 1))
  const own = most * (0.5 + clock.random() / 2)
  return Math.round(askedFor === null ? own : askedFor + clock.random() * firstWait * 0.25)
}

/** Milliseconds from now that a Retry-After header asks for, in seconds or as a date; null where it is neither. */
export function retryAfter(header: string | undefined, now: number): number | null {
  const text = header?.trim() ?? ''
  if (/^\d{1,9}(\.\d{1,9})?$/.test(text)) return Number(text) * 1000
  // Dates of HTTP begin with a day's name; `Date.parse` alone would take any number for a year.
  const date = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}
