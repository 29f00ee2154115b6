import { useView } from '../state/view.ts'

/** Says for screen readers which tool is on and what came of the last action. */
export function Announcer() {
  const announcement = useView((state) => state.announcement)
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {announcement}
    </div>
  )
}
