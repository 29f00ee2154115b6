import { spotlight } from '@mantine/spotlight'
import { canvasRef } from '../../state/canvas-handle.ts'
import { useApp } from '../../state/app.ts'
import { openDialog, showTab, useView, type InspectorTab } from '../../state/view.ts'
import { priorThresholdId } from '../../panels/viewer/PriorLegend.tsx'
import { toggleOverlay, togglePanel } from '../actions/settings.ts'
import { always, withProject, withPicture, withSample, type Command } from './command.ts'

const overlay = (name: 'grid' | 'prior' | 'candidates' | 'mask', key: string): Command => ({
  id: `overlay.${name}`,
  title: `Show or hide the ${name}`,
  group: 'View',
  keys: [key],
  when: withSample,
  run: () => toggleOverlay(name),
  hint: overlayHints[name],
})

const overlayHints = {
  grid: 'The numbered lines a multimodal model would be sent.',
  prior: 'How much the target is expected where, as a heat map from 0 to 1.',
  candidates: 'The proposed masks; the chosen one is filled.',
  mask: 'The mask as drawn and corrected.',
} as const

/** Its slider is on the legend, which is there while the heat map is. */
function goToPriorThreshold(): void {
  useApp.setState({ page: 'annotate' })
  if (!useView.getState().overlays.prior) toggleOverlay('prior')
  requestAnimationFrame(() => document.getElementById(priorThresholdId)?.focus())
}

const holdBefore = (before: boolean) =>
  useView.setState(({ overlays }) => ({ overlays: { ...overlays, before } }))

const tab = (name: InspectorTab, title: string, key: string): Command => ({
  id: `tab.${name}`,
  title: `Go to ${title}`,
  group: 'View',
  keys: [key],
  when: withSample,
  run: () => showTab(name),
  hint: `Opens the ${title} tab on the right.`,
})

export const viewCommands: readonly Command[] = [
  overlay('grid', 'G'),
  overlay('prior', 'H'),
  overlay('candidates', 'C'),
  overlay('mask', 'M'),
  {
    id: 'overlay.before',
    title: 'Bare photograph (hold)',
    group: 'View',
    keys: ['\\'],
    when: withPicture,
    run: () => holdBefore(true),
    release: () => holdBefore(false),
    hint: 'Before and after: hides every overlay while the key is held.',
    isHidden: true,
  },
  {
    id: 'overlay.prior-threshold',
    title: 'Set the threshold of the prior’s heat map',
    group: 'View',
    keys: [],
    when: withSample,
    run: goToPriorThreshold,
    hint: 'Below it nothing is drawn; ← and → change it.',
  },
  {
    id: 'zoom.fit',
    title: 'Fit the picture',
    group: 'View',
    keys: ['0'],
    when: withPicture,
    run: () => canvasRef.current?.fit(),
    hint: 'The whole picture in the window.',
  },
  {
    id: 'zoom.actual',
    title: 'Actual size',
    group: 'View',
    keys: ['Shift+0'],
    when: withPicture,
    run: () => canvasRef.current?.actualSize(),
    hint: '100 %: one image pixel takes one pixel of the screen.',
  },
  {
    id: 'zoom.in',
    title: 'Zoom in',
    group: 'View',
    keys: ['+', '='],
    when: withPicture,
    run: () => canvasRef.current?.zoomBy(1.25),
    hint: 'The wheel does it too, around the pointer.',
  },
  {
    id: 'zoom.out',
    title: 'Zoom out',
    group: 'View',
    keys: ['-'],
    when: withPicture,
    run: () => canvasRef.current?.zoomBy(0.8),
    hint: 'The wheel does it too, around the pointer.',
  },
  {
    id: 'panel.samples',
    title: 'Fold or unfold the sample list',
    group: 'View',
    keys: ['Mod+B'],
    when: withProject,
    run: () => togglePanel('samples'),
    hint: 'More room for the picture.',
    inText: true,
  },
  {
    id: 'panel.inspector',
    title: 'Fold or unfold the inspector',
    group: 'View',
    keys: ['Mod+I'],
    when: withProject,
    run: () => togglePanel('inspector'),
    hint: 'More room for the picture.',
    inText: true,
  },
  tab('query', 'Query', 'Alt+1'),
  tab('reasoning', 'Reasoning', 'Alt+2'),
  tab('objects', 'Objects', 'Alt+3'),
  tab('history', 'History', 'Alt+4'),
  tab('record', 'Record', 'Alt+5'),
  {
    id: 'page.annotate',
    title: 'Go to Annotate',
    group: 'View',
    keys: [],
    when: withProject,
    run: () => useApp.setState({ page: 'annotate' }),
    hint: 'The work itself.',
  },
]

export const helpCommands: readonly Command[] = [
  {
    id: 'palette.open',
    title: 'Find a command…',
    group: 'Help',
    keys: ['Mod+K', 'Mod+Shift+P'],
    when: always,
    run: () => spotlight.open(),
    hint: 'Every command, by name.',
    inText: true,
    isHidden: true,
  },
  {
    id: 'help.keys',
    title: 'Show the keys',
    group: 'Help',
    keys: ['?', 'F1'],
    when: always,
    run: () => openDialog('help'),
    hint: 'The list of all keys.',
  },
  {
    id: 'help.tour',
    title: 'Take the tour',
    group: 'Help',
    keys: [],
    when: withProject,
    run: () => useView.setState({ isTourOpen: true }),
    hint: 'Six stops through the window.',
  },
]
