import { canvasRef } from '../../state/canvas-handle.ts'
import { attempt } from '../../state/notices.ts'
import { useSession } from '../../state/session.ts'
import { openDialog, showTab, useView } from '../../state/view.ts'
import { promptRefusal } from '../../state/prompt-limits.ts'
import { cancelRun, propose } from '../../state/session-run.ts'
import {
  acceptAndNext,
  duplicateSample,
  goTo,
  noTargetAndNext,
  removeSample,
} from '../actions/sample.ts'
import { correctChosen, pickRank, unfoldTwins, walkCandidates } from '../actions/candidates.ts'
import {
  withCandidates,
  withProject,
  withSample,
  withWritable,
  type Command,
  type CommandContext,
} from './command.ts'

function withOpen(run: (sample: number) => void): () => void {
  return () => {
    const { sampleId } = useSession.getState()
    if (sampleId !== null) run(sampleId)
  }
}

const hasAnswer = (context: CommandContext) =>
  withWritable(context) ??
  (context.chosen > 0 || context.hasTarget || context.noTarget
    ? null
    : 'Choose a candidate or draw a mask first.')

function focusSoon(selector: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus())
}

export const sampleCommands: readonly Command[] = [
  {
    id: 'answer.accept',
    title: 'Accept & next',
    group: 'Sample',
    keys: ['Enter'],
    when: hasAnswer,
    run: () => {
      if (canvasRef.current?.finish() === true) return
      attempt('Accepting', acceptAndNext)
    },
    hint: 'Saves the chosen candidates, or the mask as drawn, as the answer and opens the next sample to do.',
  },
  {
    id: 'answer.correct',
    title: 'Correct',
    group: 'Sample',
    keys: ['Shift+Enter'],
    when: (context) =>
      withWritable(context) ??
      (context.chosen > 0 || context.hasTarget ? null : 'Choose a candidate first.'),
    run: correctChosen,
    hint: 'Makes the chosen candidate the mask and takes the brush.',
  },
  {
    id: 'answer.no-target',
    title: 'No target',
    group: 'Sample',
    keys: ['N'],
    when: withWritable,
    run: () => attempt('Accepting', noTargetAndNext),
    hint: 'Says that nothing in the image answers the query, and opens the next sample to do.',
  },
  {
    id: 'run.propose',
    title: 'Propose candidates',
    group: 'Sample',
    keys: ['Mod+Enter'],
    when: (context) =>
      withWritable(context) ??
      (context.isMissing ? 'The image is missing: find moved images first.' : null) ??
      promptRefusal(context.segmenter, { kind: 'propose' })?.reason ??
      (context.regions > 0 ? null : 'Mark first where the target is (R or X).'),
    run: () => attempt('Proposing candidates', propose),
    hint: 'Runs the pipeline on the marked regions and ranks the masks found.',
    inText: true,
  },
  {
    id: 'run.cancel',
    title: 'Cancel the run',
    group: 'Sample',
    keys: [],
    when: (context) => withSample(context) ?? (context.isRunning ? null : 'Nothing is running.'),
    run: cancelRun,
    hint: 'Gives up the proposal under way.',
  },
  {
    id: 'sample.next',
    title: 'Next sample',
    group: 'Sample',
    keys: ['PageDown', 'J'],
    when: withSample,
    run: () => attempt('Going on', () => goTo('next')),
    hint: 'The one below in the list.',
  },
  {
    id: 'sample.previous',
    title: 'Previous sample',
    group: 'Sample',
    keys: ['PageUp', 'K'],
    when: withSample,
    run: () => attempt('Going back', () => goTo('previous')),
    hint: 'The one above in the list.',
  },
  {
    id: 'sample.next-todo',
    title: 'Next sample to do',
    group: 'Sample',
    keys: ['Shift+J'],
    when: withSample,
    run: () => attempt('Going on', () => goTo('next-todo')),
    hint: 'The next one without an accepted answer.',
  },
  {
    id: 'sample.edit-query',
    title: 'Edit the query',
    group: 'Sample',
    keys: ['Q'],
    when: withSample,
    run: () => {
      showTab('query')
      focusSoon('#field-query')
    },
    hint: 'Opens the Query tab with the cursor in the query.',
  },
  {
    id: 'sample.add-query',
    title: 'Another query for this image…',
    group: 'Sample',
    keys: ['Shift+Q'],
    when: withWritable,
    run: () => openDialog('add-query'),
    hint: 'A second sample on the same image.',
  },
  {
    id: 'sample.duplicate',
    title: 'Duplicate sample',
    group: 'Sample',
    keys: ['Mod+D'],
    when: withWritable,
    run: withOpen((sample) => attempt('Duplicating', () => duplicateSample(sample))),
    hint: 'Copies what is said about the sample, not its mask.',
  },
  {
    id: 'sample.remove',
    title: 'Remove sample',
    group: 'Sample',
    keys: ['Shift+Delete'],
    when: withWritable,
    run: withOpen((sample) => attempt('Removing', () => removeSample(sample))),
    hint: 'Takes it out of the list; can be undone.',
  },
  {
    id: 'sample.search',
    title: 'Search the samples',
    group: 'Sample',
    keys: ['/', 'Mod+F'],
    when: withProject,
    run: () => {
      useView.setState(({ isNarrow, isInspectorOpen }) => ({
        isSamplesOpen: true,
        isInspectorOpen: isInspectorOpen && !isNarrow,
      }))
      focusSoon('#samples-search')
    },
    hint: 'Puts the cursor into the search field of the list.',
  },
  {
    id: 'candidate.next',
    title: 'Next candidate',
    group: 'Candidates',
    keys: ['ArrowRight'],
    when: withCandidates,
    run: () => walkCandidates(1),
    hint: 'Walks all candidates in their rank.',
  },
  {
    id: 'candidate.previous',
    title: 'Previous candidate',
    group: 'Candidates',
    keys: ['ArrowLeft'],
    when: withCandidates,
    run: () => walkCandidates(-1),
    hint: 'Walks all candidates in their rank.',
  },
  {
    id: 'candidate.under',
    title: 'Next candidate in the middle or under the pointer',
    group: 'Candidates',
    keys: ['`'],
    when: withCandidates,
    run: () => canvasRef.current?.stepUnderPointer(1),
    hint: 'Steps through the masks under the pointer; Alt and the wheel do it too.',
  },
  {
    id: 'candidate.twins',
    title: 'Fold or unfold near-duplicates',
    group: 'Candidates',
    keys: ['A'],
    when: (context) =>
      withCandidates(context) ?? (context.chosen > 0 ? null : 'Choose a candidate first.'),
    run: () => {
      const { run, chosen } = useSession.getState()
      const candidate = run?.candidates.find(({ id }) => id === chosen.at(-1))
      if (candidate !== undefined) unfoldTwins(candidate.alikeOf ?? candidate.id)
    },
    hint: 'Shows the candidates whose mask is nearly that of the chosen one.',
  },
  ...Array.from({ length: 9 }, (_, i) => i + 1).flatMap(pickCommands),
]

function pickCommands(rank: number): Command[] {
  return [false, true].map((isJoined) => ({
    id: `candidate.${isJoined ? 'join' : 'pick'}-${rank}`,
    title: isJoined ? `Join candidate ${rank}` : `Choose candidate ${rank}`,
    group: 'Candidates',
    keys: [isJoined ? `Shift+${rank}` : `${rank}`],
    when: (context) =>
      withCandidates(context) ??
      (context.candidates >= rank ? null : `There are only ${context.candidates} candidates.`),
    run: () => pickRank(rank, isJoined),
    hint: isJoined ? 'Adds it to the chosen ones, or takes it out.' : 'Takes it as the answer.',
    isHidden: rank > 3 || isJoined,
  }))
}
