import { Button, Radio, Select } from '@mantine/core'
import { useEffect, useState } from 'react'
import { sampleStatuses, type SampleFilter } from '#rpc/schemas/project'
import type { PipelineSettings } from '#rpc/schemas/pipeline'
import { allowHost } from '../../app/actions/mllm.ts'
import { pipelineSaved } from '../../app/actions/settings.ts'
import { statusTitles } from '../../panels/samples/status.tsx'
import { useApp } from '../../state/app.ts'
import { withOnlyMllm } from '../../state/asked-settings.ts'
import { askAboutMllm } from '../../state/mllm-dialog.ts'
import { mllmOf, readSpending, useMllms } from '../../state/mllm.ts'
import { attempt } from '../../state/notices.ts'
import { countSamples, startBatch } from '../../state/runs-batch.ts'
import { emptyFilter, useSamples } from '../../state/samples.ts'
import { showTab } from '../../state/view.ts'
import { useProjectPrompts } from '../../state/use-prompts.ts'
import { Section } from '../../ui/Section.tsx'
import { askedProfiles, estimateBatch } from './estimate.ts'
import { EstimateView } from './EstimateView.tsx'
import { filterInWords } from './filter-words.ts'
import { settingsInWords } from './settings-words.ts'

type Which = 'all' | 'filter' | 'status'

/** Which samples, with which settings, at which cost at most; then it starts. */
export function NewBatch({ isReadOnly }: { readonly isReadOnly: boolean }) {
  const settings = useSettings()
  const [filter, fields] = useWhich()
  const count = useCount(filter)
  if (settings === null) return null
  const start = async () => {
    await pipelineSaved()
    if (!(await areAllowed(settings))) return
    await startBatch({ samples: null, filter, settings })
  }
  return (
    <>
      <header className="run-title">
        <h2>Propose for many</h2>
      </header>
      <Section title="Which samples">{fields}</Section>
      <How settings={settings} />
      <Cost settings={settings} count={count} />
      <div className="run-buttons">
        <Button
          size="sm"
          disabled={isReadOnly || count === null || count === 0}
          onClick={() => attempt('Starting the batch', start)}
        >
          {count === null ? 'Propose' : `Propose for ${samplesText(count)}`}
        </Button>
        {isReadOnly ? <span className="soft">The project is open read-only.</span> : null}
      </div>
    </>
  )
}

function How({ settings }: { readonly settings: PipelineSettings }) {
  const change = () => {
    useApp.setState({ page: 'annotate' })
    showTab('reasoning')
  }
  return (
    <Section
      title="How"
      aside={
        <Button size="compact-xs" variant="default" onClick={change}>
          Change…
        </Button>
      }
    >
      <ul className="words">
        {settingsInWords(settings).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </Section>
  )
}

function samplesText(count: number): string {
  return count === 1 ? '1 sample' : `${count.toLocaleString('en')} samples`
}

function useSettings(): PipelineSettings | null {
  const pipeline = useApp((state) => state.pipeline)
  const states = useMllms((state) => state.states)
  return pipeline === null ? null : withOnlyMllm(pipeline, states)
}

/** The samples chosen, as a filter, and the fields to choose them by. */
function useWhich() {
  const listed = useSamples((state) => state.filter)
  const isFiltered = JSON.stringify(listed) !== JSON.stringify(emptyFilter)
  const [which, setWhich] = useState<Which>(isFiltered ? 'filter' : 'all')
  const [status, setStatus] = useState<SampleFilter['status']>('todo')
  const filters = { all: emptyFilter, filter: listed, status: { ...emptyFilter, status } }
  const fields = (
    <Radio.Group
      aria-label="Which samples"
      value={which}
      onChange={(value) => setWhich(value as Which)}
    >
      <div className="batch-which">
        <Radio size="xs" value="all" label="All samples" />
        <Radio
          size="xs"
          value="filter"
          disabled={!isFiltered}
          label={
            isFiltered
              ? `Those of the list as filtered: ${filterInWords(listed)}`
              : 'Those of the list as filtered (it is not filtered)'
          }
        />
        <div className="batch-status">
          <Radio size="xs" value="status" label="Those that are" />
          <Select
            size="xs"
            aria-label="Status"
            allowDeselect={false}
            data={sampleStatuses.map((value) => ({ value, label: statusTitles[value] }))}
            value={status}
            onChange={(value) => {
              setStatus(sampleStatuses.find((one) => one === value) ?? 'todo')
              setWhich('status')
            }}
          />
        </div>
      </div>
    </Radio.Group>
  )
  return [filters[which], fields] as const
}

/** null until it is known. */
function useCount(filter: SampleFilter): number | null {
  const counts = useSamples((state) => state.counts)
  const [counted, setCounted] = useState<{ readonly key: string; readonly n: number } | null>(null)
  const key = JSON.stringify(filter)
  useEffect(() => {
    let isLeft = false
    attempt('Counting the samples', async () => {
      const n = await countSamples(JSON.parse(key) as SampleFilter)
      if (!isLeft) setCounted({ key, n })
    })
    return () => {
      isLeft = true
    }
  }, [key, counts])
  return counted?.key === key ? counted.n : null
}

type CostProps = { readonly settings: PipelineSettings; readonly count: number | null }

function Cost({ settings, count }: CostProps) {
  const states = useMllms((state) => state.states)
  const spending = useMllms((state) => state.spending)
  const prompts = useProjectPrompts()
  useEffect(() => attempt('Reading the spending', readSpending), [])
  if (count === null || states === null || prompts === null) return null
  const estimate = estimateBatch({
    settings,
    samples: count,
    profiles: states.map(({ profile }) => profile),
    prompts,
    spent: spending?.cost ?? 0,
  })
  return (
    <Section title="What it takes">
      <EstimateView estimate={estimate} samples={count} />
    </Section>
  )
}

/** The user agrees once to what goes to another machine; a batch cannot ask half-way. */
async function areAllowed(settings: PipelineSettings): Promise<boolean> {
  for (const name of askedProfiles(settings)) {
    const state = mllmOf(name)
    if (state === null || state.isAllowed) continue
    const host = { kind: 'mllm' as const, name, url: state.profile.url }
    if (!(await askAboutMllm({ kind: 'consent', host }))) return false
    await allowHost(name, true)
  }
  return true
}
