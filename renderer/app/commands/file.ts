import { bridge } from '../../rpc/bridge.ts'
import { useApp } from '../../state/app.ts'
import { attempt } from '../../state/notices.ts'
import { openDialog } from '../../state/view.ts'
import {
  closeProject,
  newProject,
  openDemo,
  openProject,
  relinkImages,
} from '../actions/project.ts'
import { always, withProject, type Command, type CommandContext } from './command.ts'

const writable = (context: CommandContext) =>
  withProject(context) ?? (context.isReadOnly ? 'The project is open read-only.' : null)

export const fileCommands: readonly Command[] = [
  {
    id: 'project.new',
    title: 'New project…',
    group: 'File',
    keys: [],
    when: always,
    run: () => attempt('Making the project', newProject),
    hint: 'Makes an empty project file; images stay where they are.',
  },
  {
    id: 'project.open',
    title: 'Open project…',
    group: 'File',
    keys: ['Mod+O'],
    when: always,
    run: () => attempt('Opening the project', () => openProject()),
    hint: 'Opens a .reaseg file.',
    inText: true,
  },
  {
    id: 'project.demo',
    title: 'Open the demo project',
    group: 'File',
    keys: [],
    when: always,
    run: () => attempt('Opening the demo project', openDemo),
    hint: 'Rendered scenes with queries and region hints, to try everything on.',
  },
  {
    id: 'project.close',
    title: 'Close project',
    group: 'File',
    keys: [],
    when: withProject,
    run: () => attempt('Closing the project', closeProject),
    hint: 'Back to the start page; everything is saved.',
  },
  {
    id: 'images.import',
    title: 'Import images…',
    group: 'File',
    keys: ['Alt+I'],
    when: writable,
    run: () => openDialog('import-images'),
    hint: 'Adds the images of a folder; they are not copied.',
  },
  {
    id: 'dataset.import',
    title: 'Import data set…',
    group: 'File',
    keys: [],
    when: writable,
    run: () => openDialog('import-dataset'),
    hint: 'Adds images, queries and masks: COCO, ReasonSeg, RefCOCO, LabelMe, CVAT and others.',
  },
  {
    id: 'priors.import',
    title: 'Import a folder of priors…',
    group: 'File',
    keys: [],
    when: writable,
    run: () => openDialog('import-priors'),
    hint: 'Lays .npy files or grey PNGs beside the samples they are named after.',
  },
  {
    id: 'transfer.export',
    title: 'Export…',
    group: 'File',
    keys: ['Mod+E'],
    when: withProject,
    run: () => openDialog('export'),
    hint: 'Writes a data set in any format, and says what was lost.',
    inText: true,
  },
  {
    id: 'images.relink',
    title: 'Find moved images…',
    group: 'File',
    keys: [],
    when: writable,
    run: () => attempt('Finding the images', relinkImages),
    hint: 'Links images again that were moved to another folder.',
  },
  {
    id: 'project.reveal',
    title: 'Show project file in its folder',
    group: 'File',
    keys: [],
    when: (context) =>
      withProject(context) ??
      (bridge.mode === 'desktop' ? null : 'A browser cannot open the file manager.'),
    run: () => {
      const path = useApp.getState().project?.path
      if (path !== undefined) attempt('Showing the file', () => bridge.reveal(path))
    },
    hint: 'Opens the file manager.',
  },
  {
    id: 'app.settings',
    title: 'Settings…',
    group: 'File',
    keys: ['Mod+,'],
    when: always,
    run: () => openDialog('settings'),
    hint: 'Theme, annotator’s name, automatic proposals, cache size.',
    inText: true,
  },
]
