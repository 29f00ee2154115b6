import { Button, Group } from '@mantine/core'
import { useEffect } from 'react'
import { writingVerdicts } from '#core/dataset/generation'
import { useJobs } from '../../state/jobs.ts'
import { attempt } from '../../state/notices.ts'
import { loadProposals, showVerdict, undoProposal, useProposals } from '../../state/proposals.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorText } from '../../ui/ErrorText.tsx'
import { Term } from '../../ui/Term.tsx'
import { NewWriting } from './NewWriting.tsx'
import { ProposalCard } from './ProposalCard.tsx'
import { verdictDefinitions } from './texts.ts'

/** Queries, rationales and answers that MLLMs wrote: one after the other, a key each. */
export function QueriesPage() {
  const { rows, failure, counts } = useProposals()
  const jobs = useJobs((state) => state.jobs)
  const settled = [...jobs.values()].filter(({ kind }) => kind === 'generate')
  const stamp = settled.map(({ id, state, done }) => `${id} ${state} ${done}`).join(',')
  useEffect(() => {
    attempt('Reading the proposals', loadProposals)
  }, [stamp])
  const [first] = rows
  return (
    <main className="queries" aria-label="Written queries">
      <aside className="queries-side">
        <h1>Written queries</h1>
        <Counts />
        <NewWriting />
      </aside>
      <section className="queries-main" aria-label="To be decided on">
        {failure === null ? null : <ErrorText doing="Reading what was written" error={failure} />}
        {first !== undefined ? (
          <ProposalCard key={first.id} proposal={first} />
        ) : counts === null ? null : (
          <EmptyState
            title="Nothing waits to be decided on"
            text="Have an MLLM write queries for accepted masks on the left; each waits here until you take or drop it."
          />
        )}
      </section>
    </main>
  )
}

function Counts() {
  const { counts, verdict, undo } = useProposals()
  if (counts === null) return null
  const waiting = Object.values(counts.counts).reduce((sum, n) => sum + n, 0)
  return (
    <>
      <div className="chips" role="group" aria-label="Verdict">
        <button
          type="button"
          className="chip"
          aria-pressed={verdict === null}
          onClick={() => attempt('Filtering', () => showVerdict(null))}
        >
          waiting <span className="number">{waiting}</span>
        </button>
        {writingVerdicts
          .filter((one) => counts.counts[one] > 0 || verdict === one)
          .map((one) => (
            <button
              key={one}
              type="button"
              className="chip"
              aria-pressed={verdict === one}
              onClick={() => attempt('Filtering', () => showVerdict(one))}
            >
              <Term definition={verdictDefinitions[one]}>{one}</Term>{' '}
              <span className="number">{counts.counts[one]}</span>
            </button>
          ))}
      </div>
      <Group gap="xs">
        <span className="soft">
          {counts.taken} taken, {counts.dropped} dropped
        </span>
        <Button
          size="compact-xs"
          variant="default"
          disabled={undo.length === 0}
          onClick={() => attempt('Taking the decision back', undoProposal)}
        >
          Undo
        </Button>
      </Group>
    </>
  )
}
