import { attempt } from '../../state/notices.ts'
import { useView, announce } from '../../state/view.ts'
import { toolIds, type ToolId } from '../../canvas/props.ts'
import { clearMask, combineWithChosen, operateOnMask } from '../actions/mask.ts'
import { setBrushRadius } from '../actions/settings.ts'
import type { MaskOperation } from '../../workers/mask-job.ts'
import { limitOfTool } from '../../state/project-segmenter.ts'
import { toolRefusal } from '../../state/prompt-limits.ts'
import { withSample, withWritable, type Command, type CommandContext } from './command.ts'

const withMask = (context: CommandContext) =>
  withWritable(context) ?? (context.hasLayerMask ? null : 'There is no mask yet.')
const withMaskAndChosen = (context: CommandContext) =>
  withWritable(context) ?? (context.chosen > 0 ? null : 'Choose a candidate first.')

function operation(title: string, hint: string, given: MaskOperation): Command {
  return {
    id: `mask.${given.kind}`,
    title,
    group: 'Mask',
    keys: [],
    when: withMask,
    run: () => attempt(title, () => operateOnMask(given)),
    hint,
  }
}

function combination(kind: 'unite' | 'subtract' | 'intersect', title: string): Command {
  return {
    id: `mask.${kind}`,
    title,
    group: 'Mask',
    keys: [],
    when: withMaskAndChosen,
    run: () => combineWithChosen(kind),
    hint: 'The Objects tab has these, with radius and size.',
  }
}

export const maskCommands: readonly Command[] = [
  {
    id: 'mask.layer',
    title: 'Paint target or ignore',
    group: 'Mask',
    keys: ['I'],
    when: withSample,
    run: () => {
      const layer = useView.getState().layer === 'target' ? 'ignore' : 'target'
      useView.setState({ layer })
      announce(`Painting the ${layer} mask.`)
    },
    hint: 'The ignore mask marks pixels that count neither as right nor as wrong.',
  },
  operation('Fill holes', 'Fills every hole of the mask.', { kind: 'fill-holes', maxArea: null }),
  operation('Drop specks', 'Removes parts under 64 pixels.', { kind: 'drop-specks', minArea: 64 }),
  operation('Keep the largest part', 'Removes all other parts.', { kind: 'keep-largest' }),
  operation('Grow the mask', 'Widens it by 2 pixels.', { kind: 'grow', radius: 2 }),
  operation('Shrink the mask', 'Narrows it by 2 pixels.', { kind: 'shrink', radius: 2 }),
  operation('Smooth the outline', 'Rounds it with a radius of 3 pixels.', {
    kind: 'smooth',
    radius: 3,
  }),
  combination('unite', 'Unite the mask with the chosen candidates'),
  combination('subtract', 'Subtract the chosen candidates from the mask'),
  combination('intersect', 'Intersect the mask with the chosen candidates'),
  {
    id: 'mask.clear',
    title: 'Clear the mask',
    group: 'Mask',
    keys: ['Shift+Backspace'],
    when: withMask,
    run: clearMask,
    hint: 'Empties the mask of the current layer; can be undone.',
  },
  {
    id: 'brush.smaller',
    title: 'Smaller brush',
    group: 'Mask',
    keys: ['['],
    when: withSample,
    run: () => setBrushRadius(useView.getState().brushRadius / 1.2),
    hint: 'The size is remembered.',
  },
  {
    id: 'brush.larger',
    title: 'Larger brush',
    group: 'Mask',
    keys: [']'],
    when: withSample,
    run: () => setBrushRadius(useView.getState().brushRadius * 1.2),
    hint: 'The size is remembered.',
  },
]

type ToolCard = { readonly name: string; readonly key: string | null; readonly hint: string }

const toolCards: Readonly<Record<ToolId, ToolCard>> = {
  select: {
    name: 'Select',
    key: 'V',
    hint: 'Click a candidate to choose it, Shift+click to join it.',
  },
  hand: {
    name: 'Hand',
    key: null,
    hint: 'Drag the picture; holding Space does it with every tool.',
  },
  point: {
    name: 'Point',
    key: 'P',
    hint: 'Click what belongs to the target; Alt+click what does not.',
  },
  box: { name: 'Box', key: 'X', hint: 'Drag a box around the target.' },
  brush: { name: 'Brush', key: 'B', hint: 'Paint the mask.' },
  eraser: { name: 'Eraser', key: 'E', hint: 'Take from the mask.' },
  lasso: { name: 'Lasso', key: 'L', hint: 'Draw around what to add; Alt takes away.' },
  polygon: { name: 'Polygon', key: 'Y', hint: 'Click corner by corner; Enter closes.' },
  region: {
    name: 'Region',
    key: 'R',
    hint: 'Drag over the rows and columns the target lies in; Shift adds another region.',
  },
  prior: { name: 'Prior', key: 'D', hint: 'Paint where the target is likely.' },
}

export const toolCommands: readonly Command[] = toolIds.map((tool) => {
  const { name, key, hint } = toolCards[tool]
  return {
    id: `tool.${tool}`,
    title: `${name} tool`,
    group: 'Tools',
    keys: key === null ? [] : [key],
    when: (context) =>
      withSample(context) ??
      toolRefusal(context.segmenter, { tool, marksRegion: context.marksRegion }),
    run: () => {
      useView.setState({ tool })
      announce(`${name} tool. ${hint} ${limitOfTool(tool) ?? ''}`.trim())
    },
    hint,
    isLoud: tool === 'box' || tool === 'point',
  }
})

export function toolName(tool: ToolId): string {
  return toolCards[tool].name
}
