import { isEmptyRle } from '#core/mask/rle-ops'
import { useApp, type Page } from '../../state/app.ts'
import { missingDefault } from '../../state/model-offer.ts'
import { chosenMllm, useMllms, type MllmChoice } from '../../state/mllm.ts'
import { fetchOf, useModels } from '../../state/models.ts'
import { projectSegmenter } from '../../state/project-segmenter.ts'
import { marksRegion, type ProjectSegmenter } from '../../state/prompt-limits.ts'
import { useSession } from '../../state/session.ts'
import { useView } from '../../state/view.ts'

/** What commands decide from whether they can run. */
export type CommandContext = {
  readonly hasProject: boolean
  readonly isReadOnly: boolean
  readonly page: Page
  readonly hasSample: boolean
  readonly isMissing: boolean
  readonly regions: number
  readonly isRunning: boolean
  readonly hasRun: boolean
  readonly candidates: number
  readonly chosen: number
  readonly hasTarget: boolean
  readonly hasLayerMask: boolean
  readonly noTarget: boolean
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly clicks: number
  readonly segmenter: ProjectSegmenter
  /** A box drawn now says where to look, rather than refining the mask. */
  readonly marksRegion: boolean
  /** The default model, which is to be fetched first. */
  readonly defaultModel: 'unknown' | 'here' | 'available' | 'on-its-way'
  /** The model whose self-test runs. */
  readonly testing: string | null
  readonly hasQuery: boolean
  /** Who would be asked where the target is, and who would judge. */
  readonly reasoner: MllmChoice
  readonly judge: MllmChoice
  readonly judgeKind: 'geometric' | 'mllm' | 'blend'
}

export type CommandGroup =
  | 'File'
  | 'Edit'
  | 'View'
  | 'Sample'
  | 'Candidates'
  | 'Mask'
  | 'Tools'
  | 'Models'
  | 'Review'
  | 'Help'

/** One thing the annotator can do. Menus, keys, buttons, palette and the list of keys all come from these. */
export type Command = {
  readonly id: string
  readonly title: string
  readonly group: CommandGroup
  /** `Mod` is Ctrl, or Cmd on a Mac; letters in capitals: `Mod+Shift+Z`. */
  readonly keys: readonly string[]
  /** Its keys mean this on that page alone, whatever they mean elsewhere. */
  readonly page?: Page
  /** null when it can run, else the reason why not. */
  readonly when: (context: CommandContext) => string | null
  readonly run: () => void
  /** What it does, in one sentence. */
  readonly hint: string
  /** Works while the hand types, too. Never for a plain letter. */
  readonly inText?: boolean
  /** Held keys: `run` on the way down, this on the way up. */
  readonly release?: () => void
  /** Left out of the palette: one of a row of like commands. */
  readonly isHidden?: boolean
  /** Why it cannot run is told to everyone, not to screen readers alone. */
  readonly isLoud?: boolean
}

export function always(): null {
  return null
}

export function withProject(context: CommandContext): string | null {
  return context.hasProject ? null : 'Open a project first.'
}

export function withSample(context: CommandContext): string | null {
  if (!context.hasProject) return 'Open a project first.'
  if (context.page !== 'annotate') return 'Go to the Annotate page.'
  return context.hasSample ? null : 'Open a sample first.'
}

/** A picture on screen, to annotate or to review. */
export function withPicture(context: CommandContext): string | null {
  return context.page === 'review' && context.hasSample ? null : withSample(context)
}

/** A sample that may be changed. */
export function withWritable(context: CommandContext): string | null {
  return withSample(context) ?? (context.isReadOnly ? 'The project is open read-only.' : null)
}

export function withCandidates(context: CommandContext): string | null {
  return withSample(context) ?? (context.candidates > 0 ? null : 'There are no candidates yet.')
}

export function readContext(): CommandContext {
  const { project, page, pipeline } = useApp.getState()
  const { states } = useMllms.getState()
  const session = useSession.getState()
  const { draft, detail } = session
  const { layer } = useView.getState()
  return {
    hasProject: project !== null,
    isReadOnly: project?.isReadOnly ?? false,
    page,
    hasSample: detail !== null,
    isMissing: detail?.image.isMissing ?? false,
    regions: session.regions.length,
    isRunning: session.runState.kind === 'busy',
    hasRun: session.run !== null,
    candidates: session.run?.candidates.length ?? 0,
    chosen: session.chosen.length,
    hasTarget: draft !== null && !isEmptyRle(draft.target),
    hasLayerMask: draft !== null && !isEmptyRle(draft[layer]),
    noTarget: draft?.noTarget ?? false,
    canUndo: (draft?.cursor ?? 0) > 0,
    canRedo: draft !== null && draft.cursor < draft.edits.length,
    clicks: session.clicks.length,
    segmenter: projectSegmenter(),
    marksRegion: marksRegion(draft, layer),
    defaultModel: stateOfDefault(),
    testing: useModels.getState().testing,
    hasQuery: (detail?.fields.query ?? '').trim() !== '',
    reasoner: chosenMllm(states, pipeline?.reason.profile),
    judge: chosenMllm(states, pipeline?.judging.profile),
    judgeKind: pipeline?.judge ?? 'geometric',
  }
}

function stateOfDefault(): CommandContext['defaultModel'] {
  const { models } = useModels.getState()
  if (models === null) return 'unknown'
  const missing = missingDefault(models)
  if (missing === null) return 'here'
  return fetchOf(missing.id) === null ? 'available' : 'on-its-way'
}
