import { useApp } from '../../state/app.ts'
import { useProjectSegmenter, useToolInHand } from '../../state/project-segmenter.ts'
import { toolLimit } from '../../state/prompt-limits.ts'
import { useSession } from '../../state/session.ts'
import { useView } from '../../state/view.ts'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { CommandKey } from '../../app/CommandKey.tsx'
import { PriorLegend } from './PriorLegend.tsx'

/** Which overlays are on, with their keys; the scale of the prior. */
export function OverlayChips() {
  const overlays = useView((state) => state.overlays)
  const n = useApp((state) => state.pipeline?.grid.n ?? 9)
  const run = useSession((state) => state.run)
  const chosen = useSession((state) => state.chosen)
  const isSegmenting = useSession((state) => state.isSegmenting)
  const ranks =
    run?.candidates.filter(({ id }) => chosen.includes(id)).map(({ rank }) => rank) ?? []
  return (
    <div className="overlay-row" data-tour="overlays">
      <OverlayChip id="overlay.grid" isOn={overlays.grid} text={`grid ${n}×${n}`} />
      <OverlayChip id="overlay.prior" isOn={overlays.prior} text="prior" />
      <OverlayChip
        id="overlay.candidates"
        isOn={overlays.candidates}
        text={ranks.length === 0 ? 'candidates' : `candidate ${ranks.join(' + ')}`}
      />
      <OverlayChip id="overlay.mask" isOn={overlays.mask} text="mask" />
      <BeforeChip isOn={overlays.before} />
      {isSegmenting ? <span className="soft">refining…</span> : null}
      <ToolLimit />
      <span className="spring" />
      {overlays.prior ? <PriorLegend /> : null}
    </div>
  )
}

/** What the segmenter leaves out of what the tool in hand can do. */
function ToolLimit() {
  const tool = useView((state) => state.tool)
  const limit = toolLimit(useProjectSegmenter(), useToolInHand(tool))
  return limit === null ? null : (
    <span className="soft tool-limit" title={limit}>
      {limit}
    </span>
  )
}

type ChipProps = { readonly id: string; readonly isOn: boolean; readonly text: string }

function OverlayChip({ id, isOn, text }: ChipProps) {
  const command = commandOf(id)
  return (
    <button
      type="button"
      className="chip square"
      aria-pressed={isOn}
      title={command.hint}
      onClick={() => runCommand(command)}
    >
      <CommandKey name={command.keys[0]} /> {text}
    </button>
  )
}

function BeforeChip({ isOn }: { readonly isOn: boolean }) {
  const command = commandOf('overlay.before')
  return (
    <button
      type="button"
      className="chip square"
      aria-pressed={isOn}
      title={command.hint}
      onPointerDown={() => runCommand(command)}
      onPointerUp={() => command.release?.()}
      onPointerLeave={() => command.release?.()}
    >
      <CommandKey name="\" /> before
    </button>
  )
}
