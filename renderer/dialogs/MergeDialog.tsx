import { Stack } from '@mantine/core'
import { useState } from 'react'
import { conflictChoices, mergeResultSchema, type MergeResult } from '#rpc/schemas/merge'
import { showImported } from '../app/actions/import.ts'
import { bridge } from '../rpc/bridge.ts'
import { call } from '../rpc/client.ts'
import { useApp } from '../state/app.ts'
import { editsSaved } from '../state/session-edits.ts'
import { Choice } from '../ui/Choice.tsx'
import { Tick } from '../ui/Tick.tsx'
import { Dialog } from './Dialog.tsx'
import { JobFoot } from './JobFoot.tsx'
import { JobView } from './JobView.tsx'
import { MergeSummary } from './MergeSummary.tsx'
import { PathField } from './PathField.tsx'
import { useJob } from './use-job.ts'

type Kept = MergeResult['kept']

const choiceTitles: Readonly<Record<Kept, string>> = {
  both: 'both',
  mine: 'this project’s',
  theirs: 'the other’s',
}

/** Takes in another project; says first what would be done. */
export function MergeDialog() {
  const start = useApp((state) => state.settings?.lastFolder ?? null)
  const [path, setPath] = useState('')
  const [conflicts, setConflicts] = useState<Kept>('both')
  const [copyImages, setCopyImages] = useState(false)
  const run = useJob()
  const parsed = mergeResultSchema.safeParse(run.job?.result)
  const result = run.job?.state === 'done' && parsed.success ? parsed.data : null
  // What was compared is what is merged: another path or choice is compared anew.
  const [compared, setCompared] = useState('')
  const asked = JSON.stringify([path, conflicts])
  const isCompared = compared === asked && result?.dryRun === true
  const begin = async () => {
    await editsSaved()
    const params = { path, conflicts, copyImages, dryRun: !isCompared }
    const job = await run.start(() => call('project.merge', params))
    setCompared(asked)
    if (job?.state === 'done' && !params.dryRun) await showImported()
  }
  return (
    <Dialog title="Merge another project into this one" size="lg">
      <Stack gap="sm">
        <PathField
          label="Other project"
          value={path}
          placeholder="It stays as it is"
          onChange={setPath}
          onPick={() => bridge.pickFile({ title: 'The other project', start, kind: 'project' })}
        />
        <KeptChoice value={conflicts} onChange={setConflicts} />
        <Tick
          label="Copy its pictures beside this project"
          definition="Else they are found where they lie."
          isOn={copyImages}
          onChange={setCopyImages}
        />
        <JobView run={run} doing={isCompared ? 'Merging' : 'Comparing'} />
        {result !== null && compared === asked ? <MergeSummary result={result} /> : null}
        <JobFoot
          run={run}
          title={isCompared ? 'Merge' : 'Compare'}
          canStart={path !== ''}
          onStart={begin}
        />
      </Stack>
    </Dialog>
  )
}

type KeptProps = { readonly value: Kept; readonly onChange: (value: Kept) => void }

function KeptChoice({ value, onChange }: KeptProps) {
  return (
    <Choice
      label="Of samples of the same picture and query that differ, keep"
      title="Both: the other one comes in as a sample of its own, and each gets a comment. The other’s: what this one said and showed stays in its history."
      options={conflictChoices.map((one) => ({ value: one, label: choiceTitles[one] }))}
      value={value}
      onChange={onChange}
    />
  )
}
