import { Button, Group, Stack } from '@mantine/core'
import type { ModelEntry } from '#rpc/schemas/models'
import { useApp } from '../state/app.ts'
import { useModelDialog, type ModelQuestion } from '../state/model-dialog.ts'
import { LicenceLink } from '../ui/OutsideLink.tsx'
import { modelSizeText } from '../ui/model-size.ts'
import { sizeText } from '../ui/units.ts'
import { Dialog } from './Dialog.tsx'

/** A question about a model, to be answered with yes or no. */
export function ModelQuestionDialog({ question }: { readonly question: ModelQuestion }) {
  const answer = useModelDialog((state) => state.answer)
  const { kind, model } = question
  const isLicence = kind === 'licence'
  return (
    <Dialog
      title={isLicence ? `The licence of ${model.title}` : `Remove ${model.title}?`}
      onClose={() => answer(false)}
    >
      <Stack gap="sm">
        {isLicence ? <Licence model={model} /> : <Removal model={model} />}
        <Group justify="flex-end">
          <Button size="xs" variant="default" onClick={() => answer(false)}>
            {isLicence ? 'Not now' : 'Keep it'}
          </Button>
          <Button size="xs" {...(isLicence ? {} : { color: 'red.9' })} onClick={() => answer(true)}>
            {isLicence ? 'I agree and download' : 'Remove'}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

function Licence({ model }: { readonly model: ModelEntry }) {
  const { licence, title } = model
  return (
    <>
      <p>
        {title} ({modelSizeText(model)}) is under its makers’ own licence,{' '}
        <b>
          <LicenceLink licence={licence} />
        </b>
        .
      </p>
      {licence.note === null ? null : <p>{licence.note}</p>}
      <p className="soft">This is a summary. What holds is the licence itself: read it first.</p>
    </>
  )
}

function Removal({ model }: { readonly model: ModelEntry }) {
  const { id, bytes, origin } = model
  const isUsed = useApp((state) => state.pipeline?.segmenter === id)
  const isReadOnly = useApp((state) => state.project?.isReadOnly === true)
  const isForNew = useApp((state) => state.settings?.newProjectSegmenter === id)
  return (
    <>
      <p>
        Its files{bytes === null ? '' : ` (${sizeText(bytes)})`} are deleted from this computer.{' '}
        {origin === 'own'
          ? 'The application has copies of your files: yours stay where they are.'
          : 'It can be fetched again.'}
      </p>
      {isUsed ? (
        <p className="bad">
          <b>This project uses it.</b>{' '}
          {isReadOnly
            ? 'It is open read-only and keeps naming it.'
            : 'The project goes back to the embedded segmenter.'}
        </p>
      ) : null}
      {isForNew ? <p>New projects start with the embedded segmenter again.</p> : null}
      <p className="soft">
        Masks and runs made with it stay. Other projects that use it will ask for it.
      </p>
    </>
  )
}
