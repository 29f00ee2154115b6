/** Bytes as people read them: `45 MB`, `1.2 GB`, in powers of ten. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`
  if (bytes < 9_950_000) return `${(bytes / 1e6).toFixed(1)} MB`
  return bytes < 999_500_000 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}

/** `12 of 45 MB`: both in the unit of the whole; without a whole, what there is. */
export function shareText(part: number, whole: number | null): string {
  if (whole === null) return sizeText(part)
  const [number = '', unit = ''] = sizeText(whole).split(' ')
  const scale = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 }[unit] ?? 1
  const digits = number.includes('.') ? 1 : 0
  return `${(Math.min(part, whole) / scale).toFixed(digits)} of ${number} ${unit}`
}

/** Whole per cent, 100 only when all is there; null without a known whole. */
export function percentOf(part: number, whole: number | null): number | null {
  if (whole === null || whole <= 0) return null
  return Math.max(0, Math.min(100, Math.floor((100 * part) / whole)))
}

/** `about 3 min left`; empty where nothing comes or the end is not known. */
export function leftText(part: number, whole: number | null, bytesPerSecond: number): string {
  if (whole === null || bytesPerSecond <= 0 || part >= whole) return ''
  const seconds = (whole - part) / bytesPerSecond
  if (seconds < 60) return `about ${Math.max(1, Math.round(seconds))} s left`
  const minutes = Math.round(seconds / 60)
  return minutes < 100 ? `about ${minutes} min left` : `about ${Math.round(minutes / 60)} h left`
}

/** `38 ms`, `1.4 s`. */
export function millisecondsText(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`
  return milliseconds < 999.5
    ? `${Math.round(milliseconds)} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`
}

/** Costs are small: cents keep their digits. */
export function costText(cost: number): string {
  if (cost === 0) return '0'
  return cost < 0.01 ? cost.toPrecision(2) : cost.toFixed(2)
}

/** `1,204`; `?` where nobody counted. */
export function countText(count: number | null): string {
  return count === null ? '?' : count.toLocaleString('en')
}
