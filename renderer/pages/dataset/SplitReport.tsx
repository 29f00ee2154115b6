import { Button } from '@mantine/core'
import { barTitle } from '#core/dataset/figure-texts'
import type { SplitLeakRow, SplitPlanReport } from '#rpc/schemas/splits'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { showListed } from '../../state/dataset.ts'
import { attempt } from '../../state/notices.ts'
import { chooseSamples } from '../../state/samples.ts'
import { setSplitParams } from '../../state/splits.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Term } from '../../ui/Term.tsx'

type Props = { readonly plan: SplitPlanReport }

/** Counts by category against those wished for, and what would be on both sides. */
export function SplitReport({ plan }: Props) {
  if (plan.samples === 0) return <Nothing />
  return (
    <>
      <h2>What would come of it</h2>
      <p className="soft number">
        {plan.samples.toLocaleString('en')} samples in {plan.groups.toLocaleString('en')}{' '}
        <Term definition="Sets of samples that must stay on one side, by image, source or look.">
          sets
        </Term>
        ; shares{' '}
        <Term definition="Largest distance of a split’s share of all samples from the one wished for. Large sets and small categories do not divide evenly.">
          off
        </Term>{' '}
        by at most {(100 * plan.off).toFixed(1)} %; {plan.changes.toLocaleString('en')} samples
        would change
      </p>
      <Counts plan={plan} />
      <Leaks plan={plan} />
    </>
  )
}

function Nothing() {
  return (
    <EmptyState
      title="No sample to divide"
      text="None is accepted yet. Samples that are not can be divided as well."
    >
      <Button
        size="xs"
        onClick={() =>
          attempt('Planning the splits', () => setSplitParams({ acceptedOnly: false }))
        }
      >
        Take all samples
      </Button>
      <Button size="xs" variant="default" onClick={() => runCommand(commandOf('page.dataset'))}>
        Back to the overview
      </Button>
    </EmptyState>
  )
}

function Counts({ plan }: Props) {
  return (
    <table className="run-table">
      <thead>
        <tr>
          <td />
          <th scope="col">samples</th>
          {plan.total.splits.map(({ name }) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[plan.total, ...plan.strata].map((counts) => (
          <tr key={counts.title}>
            <th scope="row">
              {counts === plan.total ? 'all' : barTitle('category', counts.stratum ?? '')}
            </th>
            <td className="number">{counts.samples.toLocaleString('en')}</td>
            {counts.splits.map(({ name, got, wished }) => (
              <td
                key={name}
                className="number"
                title={`${wished.toFixed(1)} would be the share wished for`}
              >
                {got.toLocaleString('en')}{' '}
                <span className="soft">{distanceText(got - wished)}</span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** By how many samples it misses, where that is one or more. */
function distanceText(distance: number): string {
  if (Math.abs(distance) < 1) return ''
  return `${distance > 0 ? '+' : '−'}${Math.abs(distance).toFixed(0)}`
}

const leakTitles: Readonly<Record<SplitLeakRow['by'], string>> = {
  image: 'the same image',
  source: 'the same source',
  'near-duplicate': 'pictures that look alike',
}

function Leaks({ plan }: Props) {
  const unseen =
    plan.unhashed === 0
      ? ''
      : ` ${plan.unhashed.toLocaleString('en')} images were not looked at: more may come.`
  if (plan.leaks === 0)
    return (
      <>
        <h2>Nothing on both sides</h2>
        <p className="soft">
          No image, source or pair of look-alikes is in more than one split.{unseen}
        </p>
      </>
    )
  return (
    <>
      <h2>On both sides: {plan.leaks.toLocaleString('en')}</h2>
      <p className="soft">
        A model that is trained on one side has seen the other.{unseen} “Keep together” set further
        avoids them.
      </p>
      <ul className="leak-list">
        {plan.listed.map((leak) => (
          <Leak key={leak.samples.join(' ')} leak={leak} />
        ))}
      </ul>
      {plan.leaks > plan.listed.length ? (
        <p className="soft number">
          and {(plan.leaks - plan.listed.length).toLocaleString('en')} more
        </p>
      ) : null}
    </>
  )
}

function Leak({ leak }: { readonly leak: SplitLeakRow }) {
  const show = async () => {
    await chooseSamples(leak.samples, `On both sides: ${leakTitles[leak.by]}`)
    await showListed()
  }
  return (
    <li>
      <b>{leakTitles[leak.by]}</b> in {leak.splits.join(' and ')}:{' '}
      {leak.images.slice(0, 6).join(', ')}
      {leak.images.length > 6 ? ` and ${leak.images.length - 6} more` : ''}{' '}
      <button
        type="button"
        className="link-button"
        onClick={() => attempt('Showing the samples', show)}
      >
        show the {leak.samples.length} samples
      </button>
    </li>
  )
}
