import { Term } from '../../ui/Term.tsx'
import { costText } from '../../ui/units.ts'
import type { AskedStage, Estimate } from './estimate.ts'

type Props = { readonly estimate: Estimate; readonly samples: number }

/** How many questions and what they cost at most. */
export function EstimateView({ estimate, samples }: Props) {
  const { stages, usual, most } = estimate
  if (most === 0) return <p>No MLLM is asked: it costs nothing but time.</p>
  const number = (count: number) => count.toLocaleString('en')
  return (
    <>
      <table className="run-table estimate">
        <thead>
          <tr>
            <th scope="col">Stage</th>
            <th scope="col">
              <Term definition="Questions for one sample where every reply can be read. Kept replies are used again and not counted off here.">
                questions
              </Term>
            </th>
            <th scope="col">
              <Term definition="Where no reply can be read at first: each is asked for once more.">
                at most
              </Term>
            </th>
          </tr>
        </thead>
        <tbody>
          {stages.map((stage) => (
            <StageRow key={stage.title} stage={stage} />
          ))}
          <tr>
            <th scope="row">One sample</th>
            <td className="number">{number(usual)}</td>
            <td className="number">{number(most)}</td>
          </tr>
          <tr>
            <th scope="row">
              <b>All {number(samples)}</b>
            </th>
            <td className="number">
              <b>{number(usual * samples)}</b>
            </td>
            <td className="number">
              <b>{number(most * samples)}</b>
            </td>
          </tr>
        </tbody>
      </table>
      <p>
        <CostLine estimate={estimate} />
      </p>
    </>
  )
}

function StageRow({ stage: { title, usual, most } }: { readonly stage: AskedStage }) {
  return (
    <tr>
      <th scope="row">{title}</th>
      <td className="number">{usual}</td>
      <td className="number">{most}</td>
    </tr>
  )
}

const worst =
  'Every question asked twice, every reply as long as the profile allows, every picture at 3,000 tokens: as the limits reckon before they let a question go. Most batches cost a small part of it.'

function CostLine({ estimate: { cost, limit, isUnpriced } }: { readonly estimate: Estimate }) {
  if (cost === null)
    return <span className="bad">The MLLM is not set up on this computer; choose one first.</span>
  if (isUnpriced)
    return (
      <span className="soft">
        The profile names no price, so what it costs is not known. Limits of the cost do not hold
        either.
      </span>
    )
  return (
    <>
      Cost{' '}
      <b className="number">
        <Term definition={worst}>at most {costText(cost)}</Term>
      </b>
      {limit === null
        ? ', by the profile’s prices.'
        : limit === 'run'
          ? ': the limit of a run holds it there.'
          : ': the project’s limit holds it there.'}
    </>
  )
}
