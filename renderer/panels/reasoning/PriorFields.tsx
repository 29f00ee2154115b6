import { Button, Checkbox } from '@mantine/core'
import { useEffect } from 'react'
import type { PriorSource } from '#core/prior/prior'
import type { PipelineSettings } from '#rpc/schemas/pipeline'
import { bridge } from '../../rpc/bridge.ts'
import { call } from '../../rpc/client.ts'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { changePipeline } from '../../app/actions/settings.ts'
import { useApp } from '../../state/app.ts'
import { reloadAttention, useAttention } from '../../state/attention.ts'
import { importPriors, readImported, useImportedPrior } from '../../state/imported-prior.ts'
import { showMllms } from '../../state/mllm-page.ts'
import { attempt } from '../../state/notices.ts'
import { useSession } from '../../state/session.ts'
import { announce } from '../../state/view.ts'
import { NumberField } from '../../ui/NumberField.tsx'
import { definitions } from './definitions.ts'

const sources = [
  { value: 'region', label: 'marked regions' },
  { value: 'drawn', label: 'what is drawn (D)' },
  { value: 'vote', label: 'a vote of the MLLM' },
  { value: 'imported', label: 'an imported file' },
  { value: 'attention', label: 'the attention endpoint' },
] as const satisfies readonly { value: PriorSource; label: string }[]

/** Where the target is expected, by which sources. */
export function PriorFields({ pipeline }: { readonly pipeline: PipelineSettings }) {
  const { prior, attention } = pipeline
  const take = (chosen: readonly string[]) =>
    changePipeline({
      prior: {
        sources: [
          ...sources.map(({ value }) => value).filter((value) => chosen.includes(value)),
          // What is not chosen here stays as it is.
          ...prior.sources.filter((source) => sources.every(({ value }) => value !== source)),
        ],
      },
    })
  return (
    <>
      <Checkbox.Group
        label="The prior is made from"
        labelProps={{ title: definitions.priorSources }}
        size="xs"
        value={[...prior.sources]}
        onChange={take}
      >
        {sources.map(({ value, label }) => (
          <Checkbox key={value} size="xs" mt={4} value={value} label={label} />
        ))}
      </Checkbox.Group>
      {prior.sources.includes('imported') ? <Imported /> : null}
      {prior.sources.includes('attention') ? (
        <Attention
          exponent={attention.exponent}
          onChange={(exponent) => changePipeline({ attention: { exponent } })}
        />
      ) : null}
    </>
  )
}

/** The file that lies with the open sample, or the way to one. */
function Imported() {
  const sample = useSession((state) => state.sampleId)
  const known = useImportedPrior()
  useEffect(() => {
    if (sample !== null) attempt('Reading the imported prior', () => readImported(sample))
  }, [sample])
  if (sample === null) return null
  const name = known.sample === sample ? known.name : null
  const forget = async () => {
    await call('priors.forget', { sample })
    await readImported(sample)
  }
  return (
    <div className="ask-row">
      <Button
        size="compact-xs"
        variant="default"
        title="A .npy file or a grey PNG of this sample’s image, at any size"
        onClick={() => attempt('Importing the prior', () => choosePrior(sample))}
      >
        Import a prior…
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        title="Those of many samples at once"
        onClick={() => runCommand(commandOf('priors.import'))}
      >
        A folder…
      </Button>
      {name === null ? (
        <span className="soft">none with this sample</span>
      ) : (
        <>
          <span className="ellipsis">{name}</span>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => attempt('Forgetting the prior', forget)}
          >
            Forget
          </Button>
        </>
      )}
    </div>
  )
}

async function choosePrior(sample: number): Promise<void> {
  const path = await bridge.pickFile({ title: 'Import a prior', start: null, kind: 'any' })
  if (path === null) return
  const { imported, leftOut } = await importPriors(sample, path)
  const [first] = leftOut
  announce(imported > 0 ? 'The prior is imported.' : (first?.reason ?? 'Nothing was imported.'))
}

type AttentionProps = {
  readonly exponent: number
  readonly onChange: (exponent: number) => void
}

function Attention({ exponent, onChange }: AttentionProps) {
  const { state, isKnown } = useAttention()
  const url = useApp((app) => app.project?.path)
  useEffect(() => attempt('Reading the attention endpoint', reloadAttention), [url])
  if (!isKnown) return null
  if (state === null)
    return (
      <div className="ask-row">
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => showMllms({ kind: 'attention' })}
        >
          Set up the endpoint…
        </Button>
        <span className="soft">none is set up</span>
      </div>
    )
  return (
    <NumberField
      label="Exponent of the attention"
      definition="Below 1 it lifts what is not at the peak; 1 keeps the weights as they come."
      min={0.05}
      max={1}
      digits={2}
      value={exponent}
      onChange={onChange}
    />
  )
}
