import { attempt } from '../../state/notices.ts'
import { redoEdit, undoEdit } from '../../state/session-edits.ts'
import { forgetClicks } from '../../state/session-clicks.ts'
import { useView } from '../../state/view.ts'
import { canvasRef } from '../../state/canvas-handle.ts'
import { useSession } from '../../state/session.ts'
import { saveDraftNow } from '../actions/sample.ts'
import { always, withSample, withWritable, type Command } from './command.ts'

export const editCommands: readonly Command[] = [
  {
    id: 'edit.undo',
    title: 'Undo',
    group: 'Edit',
    keys: ['Mod+Z'],
    when: (context) => withWritable(context) ?? (context.canUndo ? null : 'Nothing to undo.'),
    run: undoEdit,
    hint: 'Takes the last edit of this mask back; without limit, across restarts.',
  },
  {
    id: 'edit.redo',
    title: 'Redo',
    group: 'Edit',
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    when: (context) => withWritable(context) ?? (context.canRedo ? null : 'Nothing to redo.'),
    run: redoEdit,
    hint: 'Applies the edit taken back last.',
  },
  {
    id: 'edit.save',
    title: 'Save as a version',
    group: 'Edit',
    keys: ['Mod+S'],
    when: withWritable,
    run: () => attempt('Saving', saveDraftNow),
    hint: 'Keeps the mask as drawn as a version; edits themselves are saved as you make them.',
    inText: true,
  },
  {
    id: 'edit.forget-clicks',
    title: 'Forget the clicks so far',
    group: 'Edit',
    keys: [],
    when: (context) => withWritable(context) ?? (context.clicks > 0 ? null : 'No clicks yet.'),
    run: forgetClicks,
    hint: 'The mask stays; the next click starts a new row of clicks.',
  },
  {
    id: 'edit.cancel',
    title: 'Give up the gesture',
    group: 'Edit',
    keys: ['Escape'],
    when: always,
    run: () => {
      if (canvasRef.current?.cancel() === true) return
      if (useView.getState().tool !== 'select') useView.setState({ tool: 'select' })
      else useSession.setState({ hovered: null })
    },
    hint: 'Drops a polygon or box half drawn, then goes back to the select tool.',
  },
  {
    id: 'cursor.press',
    title: 'Click at the keyboard cursor',
    group: 'Edit',
    keys: ['.'],
    when: withSample,
    run: () => canvasRef.current?.keyPress(),
    hint: 'Acts with the current tool where the keyboard cursor stands.',
  },
  ...cursorMoves(),
]

function cursorMoves(): Command[] {
  const ways = [
    ['Left', -1, 0],
    ['Right', 1, 0],
    ['Up', 0, -1],
    ['Down', 0, 1],
  ] as const
  return ways.flatMap(([name, dx, dy]) =>
    [false, true].map((isBig): Command => {
      const steps = isBig ? 'far ' : ''
      return {
        id: `cursor.${name.toLowerCase()}${isBig ? '-far' : ''}`,
        title: `Move the keyboard cursor ${steps}${name.toLowerCase()}`,
        group: 'Edit',
        keys: [isBig ? `Mod+Shift+Arrow${name}` : `Mod+Arrow${name}`],
        when: withSample,
        run: () => canvasRef.current?.keyMove(dx, dy, isBig),
        hint: 'The cursor on the picture for work without a mouse.',
        isHidden: true,
      }
    }),
  )
}
