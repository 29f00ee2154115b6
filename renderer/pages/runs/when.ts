/** `21 Nov 2026, 21:03:18`. */
export function whenText(iso: string): string {
  return new Date(iso).toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' })
}

/** The time alone for a moment of the day `now`, else the date alone. */
export function shortWhenText(iso: string, now = new Date()): string {
  const at = new Date(iso)
  return at.toDateString() === now.toDateString()
    ? at.toLocaleTimeString([], { timeStyle: 'medium' })
    : at.toLocaleDateString([], { dateStyle: 'medium' })
}
