import { funnelStages, type FunnelStage } from '#core/metrics/failure-funnel'
import { causeTexts } from '../../pages/failures/texts.ts'
import {
  closeCase,
  editSelected,
  forgetTag,
  openCase,
  recompute,
  stepCase,
  tagStage,
} from '../../state/failure-case.ts'
import { showFailures, useFailures } from '../../state/failures.ts'
import { attempt } from '../../state/notices.ts'
import { openDialog } from '../../state/view.ts'
import { withProject, type Command, type CommandContext } from './command.ts'

const withFailures = (context: CommandContext) =>
  withProject(context) ??
  (context.page === 'failures' ? null : 'Go to the Failures page.') ??
  (useFailures.getState().rows.length > 0 ? null : 'There are no predictions to look at.')
const writable = (context: CommandContext) =>
  context.isReadOnly ? 'The project is open read-only.' : null
const withTags = (context: CommandContext) => withFailures(context) ?? writable(context)

function step(by: 1 | -1, key: string, title: string): Command {
  return {
    id: by === 1 ? 'failures.next' : 'failures.previous',
    title,
    group: 'Review',
    keys: [key],
    page: 'failures',
    when: withFailures,
    run: () => attempt(title, () => stepCase(by)),
    hint: 'In the order of the gallery.',
  }
}

function tag(stage: FunnelStage, i: number): Command {
  const title = `Tag the failure: ${causeTexts[stage].title}`
  return {
    id: `failures.tag-${stage}`,
    title,
    group: 'Review',
    keys: [String(i + 1)],
    page: 'failures',
    when: withTags,
    run: () => attempt(title, () => tagStage(stage)),
    hint: `${causeTexts[stage].definition} Again: no more.`,
  }
}

export const failureCommands: readonly Command[] = [
  {
    id: 'page.failures',
    title: 'Go to Failures',
    group: 'View',
    keys: ['Alt+F'],
    when: withProject,
    run: showFailures,
    hint: 'How far predictions are from the truth, on which samples, and why.',
  },
  {
    id: 'predictions.add',
    title: 'Import predictions…',
    group: 'File',
    keys: [],
    when: (context) => withProject(context) ?? writable(context),
    run: () => openDialog('predictions'),
    hint: 'What a model predicts, beside the accepted masks.',
  },
  step(1, 'ArrowRight', 'Next failure'),
  step(-1, 'ArrowLeft', 'Failure before'),
  {
    id: 'failures.open',
    title: 'Look closely at the failure',
    group: 'Review',
    keys: ['Enter'],
    page: 'failures',
    when: withFailures,
    run: () => attempt('Opening the case', () => openCase(useFailures.getState().selected)),
    hint: 'Prediction, truth, difference, candidates and prior.',
  },
  {
    id: 'failures.close',
    title: 'Back to all failures',
    group: 'Review',
    keys: ['Escape'],
    page: 'failures',
    when: withFailures,
    run: closeCase,
    hint: 'The gallery again.',
  },
  ...funnelStages.map(tag),
  {
    id: 'failures.untag',
    title: 'Take the failure’s tag back',
    group: 'Review',
    keys: ['0'],
    page: 'failures',
    when: withTags,
    run: () => attempt('Taking the tag back', forgetTag),
    hint: 'The rules decide again.',
  },
  {
    id: 'failures.edit',
    title: 'Fix the truth of the failure',
    group: 'Review',
    keys: ['E'],
    page: 'failures',
    when: withFailures,
    run: () => attempt('Opening the sample', editSelected),
    hint: 'Opens its sample in the editor.',
  },
  {
    id: 'failures.recompute',
    title: 'Recompute the figures',
    group: 'Review',
    keys: ['R'],
    page: 'failures',
    when: withFailures,
    run: () => attempt('Evaluating', recompute),
    hint: 'Against the masks as they are now.',
  },
]
