import { showMllms } from '../../state/mllm-page.ts'
import { chosenMllm, useMllms, whyNobody } from '../../state/mllm.ts'
import { useApp } from '../../state/app.ts'
import { attempt } from '../../state/notices.ts'
import { promptRefusal } from '../../state/prompt-limits.ts'
import { ask, askAnew, judgeAgain } from '../../state/session-ask.ts'
import { testMllm } from '../actions/mllm.ts'
import {
  always,
  withCandidates,
  withWritable,
  type Command,
  type CommandContext,
} from './command.ts'

const withAsking = (context: CommandContext) =>
  withWritable(context) ??
  (context.isMissing ? 'The image is missing: find moved images first.' : null) ??
  (context.hasQuery ? null : 'Write the query first (Q).') ??
  whyNobody(context.reasoner) ??
  promptRefusal(context.segmenter, { kind: 'propose' })?.reason ??
  null

/** What is typed is saved when its field is left. */
function leaveField(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
}

function testChosen(): void {
  const { states } = useMllms.getState()
  const choice = chosenMllm(states, useApp.getState().pipeline?.reason.profile)
  if (choice.kind !== 'here') return
  const { name } = choice.state.profile
  showMllms({ kind: 'profile', name })
  attempt(`Testing ${name}`, () => testMllm(name))
}

export const mllmCommands: readonly Command[] = [
  {
    id: 'run.ask',
    title: 'Ask the MLLM',
    group: 'Sample',
    keys: ['Mod+Shift+Enter'],
    when: withAsking,
    run: () => {
      leaveField()
      attempt('Asking the MLLM', ask)
    },
    hint: 'An MLLM reads the gridded picture and the query, says where the target is, and candidates follow.',
    inText: true,
    isLoud: true,
  },
  {
    id: 'run.ask-anew',
    title: 'Ask the MLLM anew',
    group: 'Sample',
    keys: [],
    when: (context) => withAsking(context) ?? (context.hasRun ? null : 'It was not asked yet.'),
    run: () => attempt('Asking the MLLM', askAnew),
    hint: 'The same question without any reply that was kept; it costs again.',
  },
  {
    id: 'run.judge',
    title: 'Judge the candidates again',
    group: 'Candidates',
    keys: [],
    when: (context) =>
      withWritable(context) ??
      withCandidates(context) ??
      (context.judgeKind === 'geometric'
        ? 'The judge of this project is geometric: choose an MLLM as judge first.'
        : whyNobody(context.judge)),
    run: () => attempt('Judging the candidates', judgeAgain),
    hint: 'The MLLM scores the same masks once more, by the settings as they are now.',
  },
  {
    id: 'page.mllms',
    title: 'Go to MLLMs',
    group: 'Models',
    keys: [],
    when: always,
    run: () => showMllms(),
    hint: 'Which multimodal models can be asked, what they are asked, and what it cost.',
  },
  {
    id: 'mllm.add',
    title: 'Set up an MLLM…',
    group: 'Models',
    keys: [],
    when: always,
    run: () => showMllms({ kind: 'new' }),
    hint: 'On this computer (Ollama, LM Studio…) or on another one (OpenAI, Anthropic, Gemini…).',
  },
  {
    id: 'mllm.test',
    title: 'Test the project’s MLLM',
    group: 'Models',
    keys: [],
    when: ({ reasoner }) => whyNobody(reasoner),
    run: testChosen,
    hint: 'Shows it a small picture and asks what is on it.',
  },
  {
    id: 'prompts.edit',
    title: 'Edit the prompts',
    group: 'Models',
    keys: [],
    when: always,
    run: () =>
      showMllms({
        kind: 'prompts',
        id: useApp.getState().pipeline?.reason.prompts ?? 'rsvp-a',
      }),
    hint: 'The wording of what MLLMs are asked, for this project.',
  },
]
