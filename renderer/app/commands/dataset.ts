import { attempt } from '../../state/notices.ts'
import { showDataset } from '../../state/dataset-page.ts'
import { restoreSplits } from '../../state/splits.ts'
import { openDialog } from '../../state/view.ts'
import { always, withProject, type Command, type CommandContext } from './command.ts'

const withWritableProject = (context: CommandContext) =>
  withProject(context) ?? (context.isReadOnly ? 'The project is open read-only.' : null)

export const datasetCommands: readonly Command[] = [
  {
    id: 'page.dataset',
    title: 'Go to Dataset',
    group: 'View',
    keys: [],
    when: withProject,
    run: () => showDataset('overview'),
    hint: 'Counts, lengths, areas, times and ranks of all samples; a click shows those behind a bar.',
  },
  {
    id: 'page.splits',
    title: 'Divide into train, val and test…',
    group: 'Sample',
    keys: [],
    when: withWritableProject,
    run: () => showDataset('splits'),
    hint: 'Keeps samples of one image, one source or of pictures that look alike together.',
  },
  {
    id: 'split.restore',
    title: 'Put the former splits back',
    group: 'Sample',
    keys: [],
    when: withWritableProject,
    run: () => attempt('Putting the splits back', restoreSplits),
    hint: 'As they were before they were last divided; done again, it is undone.',
  },
  {
    id: 'project.merge',
    title: 'Merge another project…',
    group: 'File',
    keys: [],
    when: withWritableProject,
    run: () => openDialog('merge'),
    hint: 'Takes in its images, samples, masks with all versions, runs and reviews; says what differs.',
  },
  {
    id: 'project.bundle',
    title: 'Bundle to hand over…',
    group: 'File',
    keys: [],
    when: withProject,
    run: () => openDialog('bundle'),
    hint: 'The project and its pictures as one file.',
  },
  {
    id: 'project.unpack',
    title: 'Open a bundle…',
    group: 'File',
    keys: [],
    when: always,
    run: () => openDialog('unpack'),
    hint: 'Unpacks what was handed over, and opens it.',
  },
]
