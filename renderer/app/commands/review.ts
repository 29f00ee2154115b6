import { useApp } from '../../state/app.ts'
import { attempt } from '../../state/notices.ts'
import { giveOpinionUp, isOpinion, startOpinion } from '../../state/opinion.ts'
import { showReview } from '../../state/review.ts'
import { useSession } from '../../state/session.ts'
import { openDialog } from '../../state/view.ts'
import {
  isNamed,
  judge,
  setGold,
  stepQueue,
  takeVerdictBack,
  toggleBlind,
} from '../actions/review.ts'
import {
  withPicture,
  withProject,
  withSample,
  type Command,
  type CommandContext,
} from './command.ts'

const withReview = (context: CommandContext) =>
  withProject(context) ??
  (context.page === 'review' ? null : 'Go to the Review page.') ??
  (context.hasSample ? null : 'Nothing waits for a verdict.')
const withWritableReview = (context: CommandContext) =>
  withReview(context) ?? (context.isReadOnly ? 'The project is open read-only.' : null)
const withAcceptedReview = (context: CommandContext) =>
  withWritableReview(context) ?? (isAccepted() ? null : 'There is no accepted mask to judge.')

function isAccepted(): boolean {
  const { detail } = useSession.getState()
  return detail?.row.status === 'accepted' && detail.saved !== null
}

function verdict(
  id: 'right' | 'fix' | 'reject' | 'later',
  [key, title, hint]: readonly [key: string, title: string, hint: string],
): Command {
  return {
    id: `review.${id}`,
    title,
    group: 'Review',
    keys: [key],
    page: 'review',
    when: withAcceptedReview,
    run: () => attempt(title, () => judge(id)),
    hint,
  }
}

const verdictCommands: readonly Command[] = [
  verdict('right', ['R', 'Right', 'The mask answers the query; opens the next that waits.']),
  verdict('fix', ['F', 'Fix', 'Back to its annotator as a draft, with what was commented.']),
  verdict('reject', ['X', 'Reject', 'The sample is not to be used.']),
  verdict('later', ['L', 'Later', 'To the end of the queue.']),
]

const queueCommands: readonly Command[] = [
  {
    id: 'review.next',
    title: 'Next that waits',
    group: 'Review',
    keys: ['J', 'PageDown'],
    page: 'review',
    when: withReview,
    run: () => attempt('Going on', () => stepQueue(1)),
    hint: 'Goes on without a verdict.',
  },
  {
    id: 'review.previous',
    title: 'Previous that waits',
    group: 'Review',
    keys: ['K', 'PageUp'],
    page: 'review',
    when: withReview,
    run: () => attempt('Going back', () => stepQueue(-1)),
    hint: 'The one above in the queue.',
  },
  {
    id: 'review.take-back',
    title: 'Take the verdict back',
    group: 'Review',
    keys: ['Mod+Z'],
    page: 'review',
    when: (context) =>
      withProject(context) ?? (context.page === 'review' ? null : 'Go to the Review page.'),
    run: () => attempt('Taking the verdict back', takeVerdictBack),
    hint: 'The last one given here; its sample waits again.',
  },
  {
    id: 'review.comment',
    title: 'Write a comment',
    group: 'Review',
    keys: ['C'],
    page: 'review',
    when: withWritableReview,
    run: () => document.querySelector<HTMLElement>('#review-comment')?.focus(),
    hint: 'Puts the cursor into the comment; it goes along with the verdict “fix”.',
  },
  {
    id: 'review.open',
    title: 'Open in Annotate',
    group: 'Review',
    keys: ['O'],
    page: 'review',
    when: withReview,
    run: () => useApp.setState({ page: 'annotate' }),
    hint: 'To mend it oneself.',
  },
]

export const reviewCommands: readonly Command[] = [
  {
    id: 'page.review',
    title: 'Go to Review',
    group: 'Review',
    keys: ['Alt+V'],
    when: withProject,
    run: () => showReview('queue'),
    hint: 'Accepted masks that wait for a verdict.',
  },
  ...verdictCommands,
  ...queueCommands,
  {
    id: 'review.blind',
    title: 'Blind mode on or off',
    group: 'Review',
    keys: ['Shift+B'],
    when: withPicture,
    run: toggleBlind,
    hint: 'Hides rankings, names and earlier verdicts until you have decided.',
  },
  {
    id: 'review.agreement',
    title: 'Compare annotators',
    group: 'Review',
    keys: [],
    when: withProject,
    run: () => showReview('agreement'),
    hint: 'Who disagrees with whom, and on which samples.',
  },
  {
    id: 'review.people',
    title: 'Annotators and their work',
    group: 'Review',
    keys: [],
    when: withProject,
    run: () => showReview('people'),
    hint: 'Profiles, and who is to annotate, to give an opinion, to review.',
  },
  {
    id: 'annotator.switch',
    title: 'Switch annotator…',
    group: 'Review',
    keys: [],
    when: withProject,
    run: () => openDialog('annotators'),
    hint: 'Says who works at this computer.',
  },
  {
    id: 'opinion.start',
    title: 'Give a second opinion',
    group: 'Review',
    keys: ['Shift+O'],
    when: (context) =>
      withSample(context) ??
      (context.isReadOnly ? 'The project is open read-only.' : null) ??
      (isAccepted() ? null : 'Only of an accepted sample.'),
    run: () => {
      if (isNamed()) attempt('Starting a second opinion', startOpinion)
    },
    hint: 'An empty mask on the same picture; the accepted one is hidden until you have given yours.',
  },
  {
    id: 'opinion.give-up',
    title: 'Give the second opinion up',
    group: 'Review',
    keys: [],
    when: (context) =>
      withSample(context) ?? (isOpinion() ? null : 'No second opinion is under way.'),
    run: () => attempt('Giving the opinion up', giveOpinionUp),
    hint: 'Forgets what was drawn for it; the sample is as it was.',
  },
  {
    id: 'gold.set',
    title: 'Make it a gold sample',
    group: 'Review',
    keys: [],
    when: withAcceptedReview,
    run: () => attempt('Making a gold sample', () => setGold(true)),
    hint: 'Its mask is the truth that others’ tries are told against at once.',
  },
  {
    id: 'gold.forget',
    title: 'No gold sample any more',
    group: 'Review',
    keys: [],
    when: withWritableReview,
    run: () => attempt('Forgetting the gold sample', () => setGold(false)),
    hint: 'Tries are not told against its mask any more.',
  },
]
