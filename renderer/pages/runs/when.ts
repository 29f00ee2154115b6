/** `21 Nov 2026, 21:03:18`. */
export function whenText(iso: string): string {
  return new Date(iso).toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' })
}
