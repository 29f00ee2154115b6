import { Button, Group, Loader, Stack } from '@mantine/core'
import { useState } from 'react'
import type { Answer } from '#rpc/contract'
import { changePipeline } from '../app/actions/settings.ts'
import { bridge } from '../rpc/bridge.ts'
import { useApp } from '../state/app.ts'
import { importPriors } from '../state/imported-prior.ts'
import { openDialog } from '../state/view.ts'
import { ErrorText } from '../ui/ErrorText.tsx'
import { Dialog } from './Dialog.tsx'
import { LeftOutList } from './LeftOutList.tsx'
import { PathField } from './PathField.tsx'

type Outcome =
  | { readonly kind: 'busy' }
  | { readonly kind: 'done'; readonly result: Answer<'priors.import'> }
  | { readonly kind: 'failed'; readonly error: unknown }

/** Lays the priors of a folder beside the samples they are named after. */
export function ImportPriorsDialog() {
  const start = useApp((state) => state.settings?.lastFolder ?? null)
  const [folder, setFolder] = useState('')
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const begin = () => {
    setOutcome({ kind: 'busy' })
    importPriors(null, folder).then(
      (result) => setOutcome({ kind: 'done', result }),
      (error: unknown) => setOutcome({ kind: 'failed', error }),
    )
  }
  return (
    <Dialog title="Import a folder of priors">
      <Stack gap="sm">
        <PathField
          label="Folder"
          value={folder}
          placeholder="Of .npy files or grey PNGs, at any size"
          onChange={setFolder}
          onPick={() => bridge.pickFolder({ title: 'Folder with priors', start })}
        />
        <Naming />
        {outcome === null ? null : <OutcomeView outcome={outcome} />}
        <Group justify="flex-end">
          <Button size="xs" variant="default" onClick={() => openDialog(null)}>
            Close
          </Button>
          <Button
            size="xs"
            loading={outcome?.kind === 'busy'}
            disabled={folder === ''}
            onClick={begin}
          >
            Import
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

function Naming() {
  return (
    <p className="soft">
      A file lies beside every sample of the image it is named after: <code>cat.npy</code> beside
      those of <code>cat.jpg</code>. <code>cat__12.npy</code> or <code>12.npy</code> is for sample
      12 alone. One that lies there already gives way.
    </p>
  )
}

function OutcomeView({ outcome }: { readonly outcome: Outcome }) {
  if (outcome.kind === 'failed') return <ErrorText doing="Importing" error={outcome.error} />
  if (outcome.kind === 'busy')
    return (
      <p role="status">
        <Loader size={12} aria-hidden /> Reading the files…
      </p>
    )
  const { imported, leftOut } = outcome.result
  return (
    <div role="status">
      <p>
        <b>{imported}</b> {imported === 1 ? 'sample has' : 'samples have'} a prior from this folder.
      </p>
      {imported > 0 ? <Unused /> : null}
      <LeftOutList leftOut={leftOut} />
    </div>
  )
}

/** Priors that no proposal looks at would be a riddle. */
function Unused() {
  const prior = useApp((state) => state.pipeline?.prior)
  if (prior === undefined || prior.sources.includes('imported')) return null
  const use = () => changePipeline({ prior: { sources: [...prior.sources, 'imported'] } })
  return (
    <p>
      Proposals of this project do not look at imported priors yet.{' '}
      <Button size="compact-xs" variant="default" onClick={use}>
        Use them
      </Button>
    </p>
  )
}
