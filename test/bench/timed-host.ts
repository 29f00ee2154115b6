import { timeBareRuns } from './bare-runs.ts'

/** The model host with a stop-watch: every bare `run()` is told to the client as a notice, `run MILLISECONDS`. */
timeBareRuns((milliseconds) => {
  const error = { code: 'internal', message: `run ${milliseconds}`, hint: '' }
  process.send?.({ kind: 'problem', error })
})

await import('#models/host/entry')
