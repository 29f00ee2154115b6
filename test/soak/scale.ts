/** Share of the full soak that runs: 1 under `npm run soak`, a twentieth under `npm test`. */
export const soakScale = Number(process.env.SOAK ?? '0.05')

/** How many rounds of a soak that has `full` of them, at least one. */
export function rounds(full: number): number {
  return Math.max(1, Math.round(full * soakScale))
}

/** A figure for the log of `npm run soak`; silent under `npm test`. */
export function report(line: string): void {
  if (soakScale >= 1) console.log(line)
}
