import type { ToolId } from '../props.ts'
import { idle as box } from './box/idle.ts'
import { idle as brush } from './brush/idle.ts'
import { idle as hand } from './hand/idle.ts'
import { idle as lasso } from './lasso/idle.ts'
import { idle as point } from './point/idle.ts'
import { idle as polygon } from './polygon/idle.ts'
import { idle as prior } from './prior/idle.ts'
import { idle as region } from './region/idle.ts'
import { idle as select } from './select/idle.ts'
import type { Tool } from './tool.ts'

/** Every tool, in the order of the tool bar. */
export const tools: readonly Tool[] = [
  {
    id: 'select',
    title: 'Select',
    key: 'V',
    hint: 'Click picks a candidate, Shift joins it to those picked, drag pans; Alt+wheel steps through the masks under the pointer',
    icon: 'pointer',
    hasBrush: false,
    idle: select,
  },
  {
    id: 'hand',
    title: 'Hand',
    key: 'Space',
    hint: 'Drag pans, the wheel zooms; held Space or the middle button does the same in every tool',
    icon: 'hand-stop',
    hasBrush: false,
    idle: hand,
  },
  {
    id: 'point',
    title: 'Point',
    key: 'P',
    hint: 'Click inside the target; right button or Alt marks what is outside it',
    icon: 'current-location',
    hasBrush: false,
    idle: point,
  },
  {
    id: 'box',
    title: 'Box',
    key: 'X',
    hint: 'Drag around the target, or click two corners',
    icon: 'square-dashed',
    hasBrush: false,
    idle: box,
  },
  {
    id: 'brush',
    title: 'Brush',
    key: 'B',
    hint: 'Paints; right button erases, Shift draws a straight line, Ctrl+wheel or Ctrl+drag changes the size',
    icon: 'brush',
    hasBrush: true,
    idle: (env) => brush(env, 1),
  },
  {
    id: 'eraser',
    title: 'Eraser',
    key: 'E',
    hint: 'Erases; right button paints, Shift draws a straight line, Ctrl+wheel or Ctrl+drag changes the size',
    icon: 'eraser',
    hasBrush: true,
    idle: (env) => brush(env, 0),
  },
  {
    id: 'lasso',
    title: 'Lasso',
    key: 'L',
    hint: 'Draw around an area to add it; Alt or right button takes it away',
    icon: 'lasso',
    hasBrush: false,
    idle: lasso,
  },
  {
    id: 'polygon',
    title: 'Polygon',
    key: 'Y',
    hint: 'Click adds a vertex, Backspace removes the last, Enter or double click closes, Alt subtracts, Esc gives up',
    icon: 'polygon',
    hasBrush: false,
    idle: polygon,
  },
  {
    id: 'region',
    title: 'Region',
    key: 'R',
    hint: 'Drag over rows and columns; from the top edge columns alone, from the left edge rows alone; Shift adds a region',
    icon: 'grid-dots',
    hasBrush: false,
    idle: region,
  },
  {
    id: 'prior',
    title: 'Prior',
    key: 'D',
    hint: 'Paints where the target is expected; Alt or right button takes it away, Ctrl+wheel changes the size',
    icon: 'flame',
    hasBrush: true,
    idle: prior,
  },
]

/** Throws for an id that is not in the table: that is a bug. */
export function toolOf(id: ToolId): Tool {
  const tool = tools.find((candidate) => candidate.id === id)
  if (tool === undefined) throw new Error(`no tool "${id}"`)
  return tool
}
