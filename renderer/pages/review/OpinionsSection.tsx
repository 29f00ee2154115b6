import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Consensus } from '#rpc/schemas/review'
import { takeConsensus } from '../../app/actions/review.ts'
import { call } from '../../rpc/client.ts'
import { useApp } from '../../state/app.ts'
import { attempt } from '../../state/notices.ts'
import { useReview } from '../../state/review.ts'
import { Section } from '../../ui/Section.tsx'
import { Term } from '../../ui/Term.tsx'
import { definitions } from './texts.ts'

/** Who else drew a mask, and what all masks come to together. */
export function OpinionsSection() {
  const opinions = useReview((state) => state.facts?.opinions ?? null)
  if (opinions === null || opinions.length === 0) return null
  const names = opinions.map(({ annotator }) => annotator).join(', ')
  return (
    <Section title={`Second opinions · ${opinions.length}`}>
      <p className="soft">By {names}; the history shows in what they differ.</p>
      <ConsensusFields key={opinions.map(({ id, createdAt }) => `${id} ${createdAt}`).join()} />
    </Section>
  )
}

function ConsensusFields() {
  const sample = useReview((state) => state.facts?.sample ?? null)
  const isReadOnly = useApp((state) => state.project?.isReadOnly ?? false)
  const [consensus, setConsensus] = useState<Consensus | null>(null)
  if (sample === null) return null
  if (consensus === null)
    return (
      <Button
        size="compact-xs"
        variant="default"
        style={{ alignSelf: 'start' }}
        onClick={() =>
          attempt('Finding the consensus', async () =>
            setConsensus(await call('review.consensus', { sample })),
          )
        }
      >
        Consensus…
      </Button>
    )
  return (
    <>
      <RaterTable consensus={consensus} />
      <div className="section-actions">
        {(['majority', 'staple'] as const).map((method) => (
          <Button
            key={method}
            size="compact-xs"
            variant="default"
            disabled={isReadOnly}
            title={`${definitions[method]} Becomes the mask of the sample, as an edit that can be undone.`}
            onClick={() => attempt('Taking the consensus', () => takeConsensus(method))}
          >
            {method === 'majority' ? 'Take the majority' : 'Take STAPLE'}
          </Button>
        ))}
      </div>
    </>
  )
}

function RaterTable({ consensus }: { readonly consensus: Consensus }) {
  const { raters, sensitivity, specificity } = consensus
  const text = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : value.toFixed(3)
  return (
    <table className="run-table">
      <thead>
        <tr>
          <th scope="col">annotator</th>
          <th scope="col">
            <Term definition="Share of the target, as STAPLE estimates it, that the annotator holds.">
              sensitivity
            </Term>
          </th>
          <th scope="col">
            <Term definition="Share of what is around the target that the annotator leaves out.">
              specificity
            </Term>
          </th>
        </tr>
      </thead>
      <tbody>
        {raters.map((rater, i) => (
          <tr key={rater}>
            <th scope="row">{rater}</th>
            <td className="number">{text(sensitivity[i])}</td>
            <td className="number">{text(specificity[i])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
