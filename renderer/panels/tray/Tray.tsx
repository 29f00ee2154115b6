import { Button } from '@mantine/core'
import type { Run } from '#rpc/schemas/pipeline'
import { CommandKey } from '../../app/CommandKey.tsx'
import { readContext } from '../../app/commands/command.ts'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { useProjectSegmenter } from '../../state/project-segmenter.ts'
import { promptRefusal } from '../../state/prompt-limits.ts'
import { useSession } from '../../state/session.ts'
import { useDelayed } from '../../ui/use-delayed.ts'
import { BusyTray } from './BusyTray.tsx'
import { CandidateCard } from './CandidateCard.tsx'
import { folded } from './folding.ts'
import { usePhoto } from './photos.ts'

/** The ranked candidates, and the ways to answer. */
export function Tray() {
  const sampleId = useSession((state) => state.sampleId)
  const run = useSession((state) => state.run)
  const isBusy = useSession((state) => state.runState.kind === 'busy')
  const isSlow = useDelayed(isBusy, 300)
  if (sampleId === null) return null
  return (
    <div className="tray" data-tour="tray">
      {isSlow ? (
        <BusyTray />
      ) : run === null || run.candidates.length === 0 ? (
        <EmptyTray run={run} />
      ) : (
        <Cards run={run} />
      )}
      <AnswerButtons />
    </div>
  )
}

function Cards({ run }: { readonly run: Run }) {
  const unfolded = useSession((state) => state.unfolded)
  const chosen = useSession((state) => state.chosen)
  const image = useSession((state) => state.detail?.image ?? null)
  const photo = usePhoto(image === null || image.isMissing ? null : image.id)
  return (
    <div className="cards scroll" role="group" aria-label={`${run.candidates.length} candidates`}>
      {folded(run.candidates, unfolded, chosen).map(({ candidate, twins }) => (
        <CandidateCard key={candidate.id} candidate={candidate} photo={photo} twins={twins} />
      ))}
    </div>
  )
}

function EmptyTray({ run }: { readonly run: Run | null }) {
  const hasRegions = useSession((state) => state.regions.length > 0)
  const isMissing = useSession((state) => state.detail?.image.isMissing ?? false)
  const propose = commandOf('run.propose')
  const refusal = promptRefusal(useProjectSegmenter(), { kind: 'propose' })
  if (isMissing)
    return (
      <div className="tray-note">
        <p>The image file is not where it was. What was annotated is kept.</p>
        <Button size="xs" onClick={() => runCommand(commandOf('images.relink'))}>
          Find moved images…
        </Button>
      </div>
    )
  if (refusal !== null)
    return (
      <div className="tray-note">
        <p>
          {refusal.reason} {refusal.hint}
        </p>
        <Button size="xs" onClick={() => runCommand(commandOf('models.choose'))}>
          Choose a segmenter
        </Button>
      </div>
    )
  return (
    <div className="tray-note">
      <p>
        {run !== null && run.reasoning.kind === 'regions'
          ? 'Nothing was found there. Mark another place, or draw the mask.'
          : hasRegions
            ? 'The region is marked. Propose masks for it.'
            : 'Mark where the target is: drag over rows and columns (R), or draw a box (X). Points (P) and the brush (B) work at once.'}
      </p>
      {hasRegions ? (
        <Button
          size="xs"
          rightSection={<CommandKey name={propose.keys[0]} />}
          onClick={() => runCommand(propose)}
        >
          Propose
        </Button>
      ) : (
        <Button size="xs" onClick={() => runCommand(commandOf('tool.region'))}>
          Take the region tool
        </Button>
      )}
    </div>
  )
}

function AnswerButtons() {
  return (
    <div className="answers">
      <AnswerButton id="answer.accept" isMain />
      <AnswerButton id="answer.correct" />
      <AnswerButton id="answer.no-target" />
    </div>
  )
}

function AnswerButton({ id, isMain }: { readonly id: string; readonly isMain?: boolean }) {
  const command = commandOf(id)
  // Whether it can run follows the session.
  useSession()
  const reason = command.when(readContext())
  return (
    <button
      type="button"
      className={`answer ${isMain === true ? 'main' : ''}`}
      aria-disabled={reason !== null}
      title={reason ?? command.hint}
      onClick={() => runCommand(command)}
    >
      {command.title}
      <CommandKey name={command.keys[0]} />
    </button>
  )
}
