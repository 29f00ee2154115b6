import { Button, Checkbox, Group, Select, Stack } from '@mantine/core'
import { useState } from 'react'
import type { ModelEntry } from '#rpc/schemas/models'
import { importPaths } from '../app/actions/model-drop.ts'
import { bridge } from '../rpc/bridge.ts'
import { useApp } from '../state/app.ts'
import { closeImport } from '../state/model-dialog.ts'
import { useModels } from '../state/models.ts'
import { attempt } from '../state/notices.ts'
import { ErrorText } from '../ui/ErrorText.tsx'
import { LicenceLink } from '../ui/OutsideLink.tsx'
import { Dialog } from './Dialog.tsx'
import { TextField } from '../ui/TextField.tsx'

/** No model’s id. */
const recognise = '*'

/** A model from a folder or from files, without a network. `id`: of the manifest's model; null to recognise it. */
export function ImportModelDialog({ id }: { readonly id: string | null }) {
  const models = useModels((state) => state.models)
  const [wanted, setWanted] = useState(id ?? recognise)
  const [paths, setPaths] = useState<readonly string[]>([])
  const [typed, setTyped] = useState('')
  const [agree, setAgree] = useState(false)
  const run = useImport()
  const model = models?.find((one) => one.id === wanted) ?? null
  const all = typed.trim() === '' ? paths : [...paths, typed.trim()]
  const needsAgreement = model?.licence.needsAcknowledgement === true
  return (
    <Dialog title="Import a model" onClose={closeImport}>
      <Stack gap="sm">
        <p>
          For computers without a network, and for ONNX files of your own. They are checked and
          copied; the originals stay where they are.
        </p>
        <WhichModel models={models ?? []} value={wanted} onChange={setWanted} />
        <Sources paths={paths} typed={typed} onType={setTyped} onChange={setPaths} />
        {needsAgreement ? <Agreement model={model} isOn={agree} onChange={setAgree} /> : null}
        {run.failure === null ? null : <ErrorText doing="Importing" error={run.failure} />}
        <Group justify="flex-end">
          <Button size="xs" variant="default" onClick={closeImport}>
            Cancel
          </Button>
          <Button
            size="xs"
            loading={run.isStarting}
            disabled={all.length === 0 || (needsAgreement && !agree)}
            onClick={() => run.start(wanted === recognise ? null : wanted, all, agree)}
          >
            Import
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

function useImport() {
  const [isStarting, setStarting] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const start = (id: string | null, paths: readonly string[], agree: boolean) => {
    setStarting(true)
    setFailure(null)
    importPaths(id, paths, agree)
      .then(closeImport, setFailure)
      .finally(() => setStarting(false))
  }
  return { isStarting, failure, start }
}

type WhichProps = {
  readonly models: readonly ModelEntry[]
  readonly value: string
  readonly onChange: (id: string) => void
}

function WhichModel({ models, value, onChange }: WhichProps) {
  const known = models
    .filter(({ origin }) => origin === 'manifest')
    .map(({ id, title }) => ({ value: id, label: title }))
  return (
    <Select
      size="xs"
      label="Model"
      description={
        value === recognise
          ? 'The encoder and decoder are recognised by the names and shapes of their inputs and outputs.'
          : 'Its files are found by their names, in subfolders and archives too, and held against their digests.'
      }
      allowDeselect={false}
      searchable
      data={[{ value: recognise, label: 'my own: recognise it by its files' }, ...known]}
      value={value}
      onChange={(next) => onChange(next ?? recognise)}
    />
  )
}

type SourcesProps = {
  readonly paths: readonly string[]
  readonly typed: string
  readonly onType: (path: string) => void
  readonly onChange: (paths: readonly string[]) => void
}

function Sources({ paths, typed, onType, onChange }: SourcesProps) {
  const start = useApp((state) => state.settings?.lastFolder ?? null)
  const add = (path: string | null) => {
    if (path !== null && !paths.includes(path)) onChange([...paths, path])
  }
  const title = 'Files of the model'
  const pickFolder = async () => add(await bridge.pickFolder({ title, start }))
  const pickFile = async () => add(await bridge.pickFile({ title, start, kind: 'any' }))
  return (
    <>
      {paths.map((path) => (
        <div key={path} className="written chosen-path">
          <code className="ellipsis">{path}</code>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`Leave out ${path}`}
            onClick={() => onChange(paths.filter((one) => one !== path))}
          >
            Leave out
          </Button>
        </div>
      ))}
      <TextField
        label={paths.length === 0 ? 'Folder or file' : 'Another one'}
        placeholder="A folder with the model’s files, or one of them"
        kind="word"
        value={typed}
        onChange={onType}
      />
      <Group gap="xs">
        <Button size="compact-xs" variant="default" onClick={() => attempt('Choosing', pickFolder)}>
          Choose a folder…
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => attempt('Choosing', pickFile)}>
          Choose a file…
        </Button>
      </Group>
    </>
  )
}

type AgreementProps = {
  readonly model: ModelEntry
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

function Agreement({ model: { licence }, isOn, onChange }: AgreementProps) {
  return (
    <div>
      {licence.note === null ? null : <p className="soft">{licence.note}</p>}
      <Checkbox
        size="xs"
        checked={isOn}
        onChange={(event) => onChange(event.currentTarget.checked)}
        label={
          <>
            I have read the licence <LicenceLink licence={licence} /> and agree to it
          </>
        }
      />
    </div>
  )
}
