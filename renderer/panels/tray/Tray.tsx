import { IconAlertTriangle } from '@tabler/icons-react'
import type { Run } from '#rpc/schemas/pipeline'
import { CommandKey } from '../../app/CommandKey.tsx'
import { readContext } from '../../app/commands/command.ts'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { useSession } from '../../state/session.ts'
import { useDelayed } from '../../ui/use-delayed.ts'
import { BusyTray } from './BusyTray.tsx'
import { CandidateCard } from './CandidateCard.tsx'
import { EmptyTray } from './EmptyTray.tsx'
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
    <div className="cards-frame">
      {run.flags.includes('judge-none') ? (
        <p className="tray-flag">
          <IconAlertTriangle size={13} aria-hidden /> The judge says that none of these fits.
        </p>
      ) : null}
      <div className="cards scroll" role="group" aria-label={`${run.candidates.length} candidates`}>
        {folded(run.candidates, unfolded, chosen).map(({ candidate, twins }) => (
          <CandidateCard key={candidate.id} candidate={candidate} photo={photo} twins={twins} />
        ))}
      </div>
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
