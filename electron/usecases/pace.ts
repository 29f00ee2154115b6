type Told = { readonly failed: number; readonly spent: number; readonly isStopped: boolean }

/** How fast it goes, and what that means for the rest. */
export function createPace(doneBefore: number, total: number) {
  const since = performance.now()
  return {
    note(done: number, { failed, spent, isStopped }: Told) {
      const minutes = (performance.now() - since) / 60_000
      const perMinute = (done - doneBefore) / Math.max(minutes, 1e-6)
      const left = perMinute > 0 ? (total - done) / perMinute : null
      return [
        ...(perMinute > 0
          ? [`${perMinute < 10 ? perMinute.toFixed(1) : Math.round(perMinute)} a minute`]
          : []),
        ...(left === null || done >= total || isStopped ? [] : [`${timeText(left)} left`]),
        ...(spent > 0 ? [`cost ${spent.toFixed(4)}`] : []),
        ...(failed > 0 ? [`${failed} failed`] : []),
      ].join(', ')
    },
  }
}

function timeText(minutes: number): string {
  if (minutes < 1) return `${Math.max(1, Math.round(minutes * 60))} s`
  return minutes < 90 ? `${Math.round(minutes)} min` : `${(minutes / 60).toFixed(1)} h`
}
