import type { Edit, EditTool } from '#core/annotation/edit'

const labels: Readonly<Record<EditTool, string>> = {
  brush: 'Brush',
  eraser: 'Eraser',
  lasso: 'Lasso',
  polygon: 'Polygon',
  click: 'Point',
  box: 'Box',
  'fill-holes': 'Fill holes',
  'drop-specks': 'Drop specks',
  'keep-largest': 'Keep largest',
  grow: 'Grow',
  shrink: 'Shrink',
  smooth: 'Smooth',
  unite: 'Unite with candidate',
  subtract: 'Subtract candidate',
  intersect: 'Intersect with candidate',
  candidate: 'Take candidate',
  clear: 'Clear',
}

/** An edit's name in the history list. */
export function labelOfEdit(edit: Edit): string {
  if (edit.kind === 'no-target') return edit.value ? 'No target' : 'Has a target'
  return edit.layer === 'ignore' ? `${labels[edit.tool]} (ignore)` : labels[edit.tool]
}

export function toolOfEdit(edit: Edit): string {
  return edit.kind === 'no-target' ? 'no-target' : edit.tool
}
