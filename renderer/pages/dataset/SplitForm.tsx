import { Button, Group } from '@mantine/core'
import { splits } from '#rpc/schemas/project'
import { splitTies, type SplitParams } from '#rpc/schemas/splits'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { useApp } from '../../state/app.ts'
import { attempt } from '../../state/notices.ts'
import { applySplits, setSplitParams, useSplits } from '../../state/splits.ts'
import { Choice } from '../../ui/Choice.tsx'
import { NumberField } from '../../ui/NumberField.tsx'
import { Tick } from '../../ui/Tick.tsx'
import { ImageFacts } from './ImageFacts.tsx'

const tieTitles: Readonly<Record<(typeof splitTies)[number], string>> = {
  image: 'image',
  source: 'source',
  'near-duplicate': 'look-alikes',
}

function change(part: Partial<SplitParams>): void {
  attempt('Planning the splits', () => setSplitParams(part))
}

/** Shares, seed, what stays together; the plan beside follows at once. */
export function SplitForm() {
  const params = useSplits((state) => state.params)
  return (
    <section className="splits-form scroll" aria-label="How to divide">
      <h2>Splits</h2>
      <Shares ratios={params.ratios} />
      <NumberField
        label="Seed"
        value={params.seed}
        min={0}
        max={2 ** 31 - 1}
        definition="The same samples, shares and seed give the same splits; another seed gives others."
        onChange={(seed) => change({ seed })}
      />
      <Choice
        label="Keep together what shares its"
        title="Each means those before it, too: samples of one image are never apart."
        options={splitTies.map((value) => ({ value, label: tieTitles[value] }))}
        value={params.by}
        onChange={(by) => change({ by })}
      />
      <Tick
        label="Accepted samples alone"
        isOn={params.acceptedOnly}
        definition="Others keep the split they have, or none."
        onChange={(acceptedOnly) => change({ acceptedOnly })}
      />
      <Tick
        label="Samples that are in a split stay there"
        isOn={params.keep}
        definition="For samples that came since: they go where their image, source or look-alike is."
        onChange={(keep) => change({ keep })}
      />
      <Buttons />
      <ImageFacts />
    </section>
  )
}

function Shares({ ratios }: Pick<SplitParams, 'ratios'>) {
  return (
    <div className="splits-shares">
      {splits.map((name) => (
        <NumberField
          key={name}
          label={name}
          value={ratios[name]}
          min={0}
          max={1000}
          digits={1}
          definition="Share of the samples; the three need not add up to 100. With 0 the split gets none."
          onChange={(share) => change({ ratios: { ...ratios, [name]: share } })}
        />
      ))}
    </div>
  )
}

function Buttons() {
  const changes = useSplits((state) => state.plan?.changes ?? 0)
  const former = useSplits((state) => state.state?.former ?? null)
  const isReadOnly = useApp((state) => state.project?.isReadOnly ?? false)
  return (
    <Group gap="xs">
      <Button
        size="xs"
        disabled={changes === 0 || isReadOnly}
        title={isReadOnly ? 'The project is open read-only.' : 'What they are now can be put back.'}
        onClick={() => attempt('Dividing the samples', applySplits)}
      >
        {changes === 0 ? 'Nothing to change' : `Divide ${changes.toLocaleString('en')}`}
      </Button>
      <Button
        size="xs"
        variant="default"
        disabled={former === null || isReadOnly}
        title={
          former === null
            ? 'The samples were not divided yet.'
            : `${former.samples.toLocaleString('en')} samples, as they were before ${new Date(former.at).toLocaleString()}`
        }
        onClick={() => runCommand(commandOf('split.restore'))}
      >
        Put back
      </Button>
    </Group>
  )
}
