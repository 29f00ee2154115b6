import type { Effort } from '#rpc/schemas/annotation'

/** Longer without a sign of life, in milliseconds, is a pause that does not count. */
const longestPause = 60_000

let active = 0
let lastSign: number | null = null
let clicks = 0

/** Another sample, or its answer was saved: time and clicks begin anew. */
export function restartEffort(now = performance.now()): void {
  active = 0
  lastSign = now
  clicks = 0
}

/** The hand or the eye was at work just now. */
export function markActive(now = performance.now()): void {
  if (lastSign !== null) active += Math.min(Math.max(0, now - lastSign), longestPause)
  lastSign = now
}

/** A prompt, a stroke, or a candidate taken. */
export function countClick(now = performance.now()): void {
  markActive(now)
  clicks++
}

/** Active seconds at the sample and clicks so far. */
export function effortSoFar(now = performance.now()): NonNullable<Effort> {
  markActive(now)
  return { seconds: Math.round(active / 100) / 10, clicks }
}

/** Signs of life come from anywhere in the window. Returns how to stop. */
export function watchActivity(): () => void {
  const sign = () => markActive()
  const kinds = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const
  for (const kind of kinds) window.addEventListener(kind, sign, { passive: true })
  return () => {
    for (const kind of kinds) window.removeEventListener(kind, sign)
  }
}
