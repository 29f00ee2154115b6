import { create } from 'zustand'
import { askedCheckIds, type QueryCheckRow } from '#rpc/schemas/authoring'
import { call } from '../rpc/client.ts'
import { fieldsSaved } from './session-fields.ts'

type QueryChecks = {
  /** The sample that the rows are of. */
  readonly sample: number | null
  readonly rows: readonly QueryCheckRow[]
  readonly isAsking: boolean
}

export const useQueryChecks = create<QueryChecks>(() => ({
  sample: null,
  rows: [],
  isAsking: false,
}))

/** Answers of an older question are thrown away. */
let generation = 0

/** Of the sample as it was saved last. */
export async function loadQueryChecks(sample: number): Promise<void> {
  const mine = ++generation
  await fieldsSaved()
  const rows = await call('checks.get', { sample })
  if (mine === generation) useQueryChecks.setState({ sample, rows })
}

/** Asks an MLLM what nobody asked of this wording yet. */
export async function askQueryCheck(sample: number, profile: string): Promise<void> {
  const open = useQueryChecks.getState().rows.filter(({ verdict }) => verdict === 'unasked')
  useQueryChecks.setState({ isAsking: true })
  try {
    for (const check of askedCheckIds)
      if (open.some((row) => row.check === check)) {
        const rows = await call('checks.ask', { sample, check, profile })
        if (useQueryChecks.getState().sample === sample) useQueryChecks.setState({ rows })
      }
  } finally {
    useQueryChecks.setState({ isAsking: false })
  }
}

/** An empty note takes back what was said. */
export async function noteQueryCheck(
  sample: number,
  check: QueryCheckRow['check'],
  note: string,
): Promise<void> {
  const rows = await call('checks.note', { sample, check, note })
  if (useQueryChecks.getState().sample === sample) useQueryChecks.setState({ rows })
}
