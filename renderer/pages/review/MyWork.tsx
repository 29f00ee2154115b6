import { useEffect, useState } from 'react'
import type { Assignment } from '#rpc/schemas/review'
import { call } from '../../rpc/client.ts'
import { useAnnotators } from '../../state/annotators.ts'
import { useApp } from '../../state/app.ts'
import { attempt } from '../../state/notices.ts'
import { startOpinion } from '../../state/opinion.ts'
import { chooseQueue, showReview } from '../../state/review.ts'
import { openSample } from '../../state/session-save.ts'
import { useSession } from '../../state/session.ts'
import { Section } from '../../ui/Section.tsx'
import { roleNames } from './texts.ts'

const shown = 200

/** What was assigned to the current annotator and is not done; a click begins with it. */
export function MyWork() {
  const name = useApp((state) => (state.settings?.annotator ?? '').trim())
  const all = useAnnotators((state) => state.all)
  const [work, setWork] = useState<{ total: number; rows: readonly Assignment[] } | null>(null)
  useEffect(() => {
    if (name === '') return
    let isLeft = false
    attempt('Reading the work', async () => {
      const answer = await call('assignments.list', { annotator: name, limit: shown })
      if (!isLeft) setWork(answer)
    })
    return () => {
      isLeft = true
    }
  }, [name, all])
  if (name === '' || work === null) return null
  return (
    <Section title={`To do for ${name} · ${work.total.toLocaleString('en')}`}>
      {work.total === 0 ? <p className="soft">Nothing is assigned to {name}.</p> : null}
      <ul className="plain-list my-work">
        {work.rows.map((one) => (
          <li key={`${one.row.id} ${one.role}`}>
            <button type="button" className="list-button row" onClick={() => begin(one)}>
              <span className="badge tiny">{roleNames[one.role]}</span>
              <span className="ellipsis">
                {one.row.query === '' ? one.row.imageName : one.row.query}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function begin({ row, role }: Assignment): void {
  attempt('Opening the sample', async () => {
    if (role === 'review') await chooseQueue({ scope: 'assigned' })
    await openSample(row.id)
    if (role === 'review') return showReview('queue')
    useApp.setState({ page: 'annotate' })
    const { detail } = useSession.getState()
    if (role === 'opinion' && detail?.opinion === null) await startOpinion()
  })
}
