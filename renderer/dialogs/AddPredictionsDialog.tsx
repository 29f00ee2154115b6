import { Select, Stack } from '@mantine/core'
import { useState } from 'react'
import {
  predictionNameSchema,
  predictionsAddedSchema,
  predictionSources,
  type PredictionsAdded,
  type PredictionSource,
} from '#rpc/schemas/predictions'
import type { Job } from '#rpc/schemas/system'
import { bridge } from '../rpc/bridge.ts'
import { call } from '../rpc/client.ts'
import { sourceTexts } from '../pages/failures/texts.ts'
import { useApp } from '../state/app.ts'
import { chooseSet, loadSets, showFailures } from '../state/failures.ts'
import { TextField } from '../ui/TextField.tsx'
import { Dialog } from './Dialog.tsx'
import { JobFoot } from './JobFoot.tsx'
import { JobView } from './JobView.tsx'
import { LeftOutList } from './LeftOutList.tsx'
import { PathField } from './PathField.tsx'
import { useJob } from './use-job.ts'

/** Brings a model's output beside the truth. */
export function AddPredictionsDialog() {
  const [source, setSource] = useState<PredictionSource>('jsonl')
  const [path, setPath] = useState('')
  const [priors, setPriors] = useState('')
  const [name, setName] = useState('')
  const run = useJob()
  const result = addedOf(run.job)
  const isOwn = source === 'runs'
  const begin = async () => {
    const places = { path: isOwn ? null : path, priors: priors === '' ? null : priors }
    const job = await run.start(() => call('predictions.add', { name, source, ...places }))
    const added = addedOf(job)
    if (added !== null) await showAdded(added)
  }
  return (
    <Dialog title="Import predictions">
      <Stack gap="sm">
        <SourceField value={source} onChange={setSource} />
        {isOwn ? null : (
          <Places
            source={source}
            path={path}
            priors={priors}
            setPath={setPath}
            setPriors={setPriors}
          />
        )}
        <TextField
          label="Name"
          value={name}
          placeholder="What this model is called here"
          kind="word"
          maxLength={120}
          onChange={setName}
        />
        <JobView run={run} doing="Importing" />
        {result === null ? null : <Summary result={result} />}
        <JobFoot
          run={run}
          title="Import"
          canStart={predictionNameSchema.safeParse(name).success && (isOwn || path !== '')}
          onStart={begin}
        />
      </Stack>
    </Dialog>
  )
}

function addedOf(job: Job | null): PredictionsAdded | null {
  const parsed = predictionsAddedSchema.safeParse(job?.result)
  return job?.state === 'done' && parsed.success ? parsed.data : null
}

async function showAdded({ set }: PredictionsAdded): Promise<void> {
  await loadSets()
  showFailures()
  await chooseSet(set)
}

type SourceProps = {
  readonly value: PredictionSource
  readonly onChange: (source: PredictionSource) => void
}

function SourceField({ value, onChange }: SourceProps) {
  return (
    <Select
      size="xs"
      label="Format"
      data={predictionSources.map((one) => ({ value: one, label: sourceTexts[one].title }))}
      value={value}
      allowDeselect={false}
      description={sourceTexts[value].note}
      inputWrapperOrder={['label', 'input', 'description']}
      onChange={(next) => onChange(predictionSources.find((one) => one === next) ?? value)}
    />
  )
}

type PlacesProps = {
  readonly source: PredictionSource
  readonly path: string
  readonly priors: string
  readonly setPath: (path: string) => void
  readonly setPriors: (path: string) => void
}

function Places({ source, path, priors, setPath, setPriors }: PlacesProps) {
  const start = useApp((state) => state.settings?.lastFolder ?? null)
  const isFile = source === 'coco-results' || source === 'jsonl'
  const title = isFile ? 'File' : 'Folder'
  return (
    <>
      <PathField
        label={title}
        value={path}
        placeholder="Read once; it stays as it is"
        onChange={setPath}
        onPick={() =>
          isFile
            ? bridge.pickFile({ title: 'Predictions', start, kind: 'any' })
            : bridge.pickFolder({ title: 'Predictions', start })
        }
      />
      <PathField
        label="Folder of its priors (if there are)"
        value={priors}
        placeholder=".npy files or grey PNGs named as the masks"
        onChange={setPriors}
        onPick={() => bridge.pickFolder({ title: 'Folder with priors', start })}
      />
    </>
  )
}

function Summary({ result }: { readonly result: PredictionsAdded }) {
  return (
    <div role="status">
      <p>
        <b>{result.matched.toLocaleString('en')}</b>{' '}
        {result.matched === 1 ? 'sample has' : 'samples have'} a prediction of {result.name}. Those
        without count as empty masks.
      </p>
      <LeftOutList leftOut={result.leftOut} />
    </div>
  )
}
