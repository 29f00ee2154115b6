import { useEffect } from 'react'
import { attempt } from '../../state/notices.ts'
import { planSplits, useSplits } from '../../state/splits.ts'
import { ErrorText } from '../../ui/ErrorText.tsx'
import { SplitForm } from './SplitForm.tsx'
import { SplitReport } from './SplitReport.tsx'

/** How samples are to be divided, and what would come of it. */
export function SplitView() {
  const plan = useSplits((state) => state.plan)
  const failure = useSplits((state) => state.failure)
  const doing = 'Planning the splits'
  useEffect(() => attempt(doing, planSplits), [])
  return (
    <div className="splits">
      <SplitForm />
      <div className="splits-report scroll">
        {failure !== null ? (
          <ErrorText doing={doing} error={failure} onRetry={() => attempt(doing, planSplits)} />
        ) : plan === null ? null : (
          <SplitReport plan={plan} />
        )}
      </div>
    </div>
  )
}
