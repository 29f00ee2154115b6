import { call } from '../../rpc/client.ts'
import { useApp } from '../../state/app.ts'
import { openImport } from '../../state/model-dialog.ts'
import { showModel } from '../../state/models-page.ts'
import { attempt } from '../../state/notices.ts'
import { promptRefusal } from '../../state/prompt-limits.ts'
import { openDialog } from '../../state/view.ts'
import { cancelTest, getDefaultModel, testModel } from '../actions/models.ts'
import { always, withProject, type Command, type CommandContext } from './command.ts'

const withSegmenter = (context: CommandContext) =>
  withProject(context) ??
  promptRefusal(context.segmenter, { kind: 'click', label: 1, clicks: 0 })?.reason ??
  null

const defaultReasons = {
  unknown: 'It is not known yet which models there are.',
  here: 'The default segmenter is here already.',
  'on-its-way': 'The default segmenter is on its way.',
  available: null,
} as const

export const modelCommands: readonly Command[] = [
  {
    id: 'page.models',
    title: 'Go to Models',
    group: 'Models',
    keys: [],
    when: always,
    run: () => showModel(null),
    hint: 'What is here, what can be fetched, and how fast each is on this computer.',
  },
  {
    id: 'models.choose',
    title: 'Choose the project’s segmenter…',
    group: 'Models',
    keys: [],
    when: (context) =>
      withProject(context) ?? (context.isReadOnly ? 'The project is open read-only.' : null),
    run: () => openDialog('segmenter'),
    hint: 'One of those on this computer, for clicks and proposals from now on.',
  },
  {
    id: 'models.get-default',
    title: 'Get the default segmenter',
    group: 'Models',
    keys: [],
    when: ({ defaultModel }) => defaultReasons[defaultModel],
    run: getDefaultModel,
    hint: 'Downloads the one that suits most work better than the embedded one.',
  },
  {
    id: 'models.import',
    title: 'Import a model…',
    group: 'Models',
    keys: [],
    when: always,
    run: () => openImport(null),
    hint: 'From a folder or from ONNX files of your own, without a network.',
  },
  {
    id: 'models.test',
    title: 'Test the project’s segmenter on this computer',
    group: 'Models',
    keys: [],
    when: (context) =>
      withSegmenter(context) ??
      (context.testing === null ? null : `The test of ${context.testing} is still running.`),
    run: () => {
      const { pipeline, info } = useApp.getState()
      const card = info?.segmenters.find(({ id }) => id === pipeline?.segmenter)
      if (card !== undefined) attempt(`Testing ${card.title}`, () => testModel(card))
    },
    hint: 'How fast it is on the CPU and the GPU, and whether both find the same masks.',
  },
  {
    id: 'models.cancel-test',
    title: 'Cancel the test of a segmenter',
    group: 'Models',
    keys: [],
    when: ({ testing }) => (testing === null ? 'No test is running.' : null),
    run: cancelTest,
    hint: 'What was found before stays.',
  },
  {
    id: 'images.embed',
    title: 'Encode all images ahead of time',
    group: 'Models',
    keys: [],
    when: withSegmenter,
    run: () => attempt('Encoding images', () => call('models.embedAll', {})),
    hint: 'Fills the embedding cache, so that every image answers at once.',
  },
]
