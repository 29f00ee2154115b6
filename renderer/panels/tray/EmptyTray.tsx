import { Button } from '@mantine/core'
import type { Run } from '#rpc/schemas/pipeline'
import { CommandKey } from '../../app/CommandKey.tsx'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { useApp } from '../../state/app.ts'
import { useProjectSegmenter } from '../../state/project-segmenter.ts'
import { promptRefusal } from '../../state/prompt-limits.ts'
import { useSession } from '../../state/session.ts'

/** No candidates: why, and the next step. */
export function EmptyTray({ run }: { readonly run: Run | null }) {
  const isMissing = useSession((state) => state.detail?.image.isMissing ?? false)
  const hasRegions = useSession((state) => state.regions.length > 0)
  const asksFirst = useApp(({ pipeline }) => pipeline?.reasoner === 'mllm')
  const refusal = promptRefusal(useProjectSegmenter(), { kind: 'propose' })
  if (isMissing) return <Note {...notes.missing} />
  if (refusal !== null)
    return (
      <Note
        text={`${refusal.reason} ${refusal.hint}`}
        command="models.choose"
        title="Choose a segmenter"
      />
    )
  if (hasRegions)
    return <Note {...(run?.reasoning.kind === 'regions' ? notes.nothingThere : notes.marked)} />
  if (run?.reasoning.kind === 'absent') return <Note {...notes.absent} />
  return <Note {...(asksFirst ? notes.ask : notes.mark)} />
}

const notes = {
  missing: {
    text: 'The image file is not where it was. What was annotated is kept.',
    command: 'images.relink',
    title: 'Find moved images…',
  },
  nothingThere: {
    text: 'Nothing was found there. Mark another place, or draw the mask.',
    command: 'run.propose',
    title: 'Propose',
  },
  marked: {
    text: 'The region is marked. Propose masks for it.',
    command: 'run.propose',
    title: 'Propose',
  },
  absent: {
    text: 'The reasoning says that nothing in the image answers the query.',
    command: 'answer.no-target',
    title: 'No target',
  },
  ask: {
    text: 'The MLLM says where the target is. You can mark it yourself as well (R or X).',
    command: 'run.ask',
    title: 'Ask the MLLM',
  },
  mark: {
    text: 'Mark where the target is: drag over rows and columns (R), or draw a box (X). Points (P) and the brush (B) work at once.',
    command: 'tool.region',
    title: 'Take the region tool',
  },
} as const

type NoteProps = { readonly text: string; readonly command: string; readonly title: string }

function Note({ text, command, title }: NoteProps) {
  const { hint, keys } = commandOf(command)
  return (
    <div className="tray-note">
      <p>{text}</p>
      <Button
        size="xs"
        title={hint}
        rightSection={<CommandKey name={keys[0]} />}
        onClick={() => runCommand(commandOf(command))}
      >
        {title}
      </Button>
    </div>
  )
}
