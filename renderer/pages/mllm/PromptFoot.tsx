import { Button } from '@mantine/core'
import type { PromptEntry } from '#rpc/schemas/prompts'
import { askAboutMllm } from '../../state/mllm-dialog.ts'
import { attempt } from '../../state/notices.ts'
import { draftPrompts, savePrompts } from '../../state/prompts.ts'
import { announce } from '../../state/view.ts'
import { useEditRefusal } from './PromptEditor.tsx'
import { withVersion, type ReadWording } from './wording.ts'

type Props = {
  readonly entry: PromptEntry
  readonly text: string
  readonly read: ReadWording
}

/** Saving, and the ways back. */
export function PromptFoot({ entry, text, read }: Props) {
  const refusal = useEditRefusal()
  const { id, shipped, own } = entry
  const kept = own ?? shipped
  const isChanged = text !== kept
  if (refusal !== null) return null
  const save = async () => {
    await savePrompts(id, text)
    announce(`This project’s own wording of ${id} is saved.`)
  }
  const goBack = async () => {
    if (!(await askAboutMllm({ kind: 'shipped-wording', entry }))) return
    await savePrompts(id, null)
    announce(`${id} is as it ships again.`)
  }
  return (
    <div className="form-foot">
      <WordingNote entry={entry} text={text} read={read} />
      {own === null ? null : (
        <Button
          size="xs"
          variant="default"
          onClick={() => attempt('Going back to the shipped wording', goBack)}
        >
          Back to the shipped one…
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        disabled={!isChanged}
        onClick={() => draftPrompts(id, null)}
      >
        Discard changes
      </Button>
      <Button
        size="xs"
        disabled={!isChanged || !read.ok}
        title={read.ok ? 'For this project alone' : 'It cannot be read as it is'}
        onClick={() => attempt('Saving the wording', save)}
      >
        Save for this project
      </Button>
    </div>
  )
}

/** Whether it is saved, and the version that tells both wordings apart in records. */
function WordingNote({ entry, text, read }: Props) {
  const { id, shipped, own } = entry
  const isChanged = text !== (own ?? shipped)
  const version = read.ok ? read.set.version : null
  if (!isChanged || version === null || version > entry.version)
    return (
      <span className="soft">
        {isChanged ? 'Not saved yet.' : own === null ? '' : 'Saved with the project.'}
      </span>
    )
  return (
    <span className="soft">
      Runs record the version: both wordings would be {version}.{' '}
      <button
        type="button"
        className="link-button"
        onClick={() => draftPrompts(id, withVersion(text, entry.version + 1))}
      >
        Make it {entry.version + 1}
      </button>
    </span>
  )
}
