import { Tooltip } from '@mantine/core'
import {
  IconBoxAlignTop,
  IconBrush,
  IconChartGridDots,
  IconEraser,
  IconHandStop,
  IconLasso,
  IconPointer,
  IconPoint,
  IconPolygon,
  IconTableRow,
  type Icon,
} from '@tabler/icons-react'
import { toolIds, type ToolId } from '../canvas/props.ts'
import { useApp } from '../state/app.ts'
import { showModel } from '../state/models-page.ts'
import { useModels } from '../state/models.ts'
import { useProjectSegmenter, useToolInHand } from '../state/project-segmenter.ts'
import { toolLimit, toolRefusal } from '../state/prompt-limits.ts'
import { useSamples } from '../state/samples.ts'
import { useSession } from '../state/session.ts'
import { useView } from '../state/view.ts'
import { toolName } from './commands/mask.ts'
import { keyLabel } from './commands/keys.ts'
import { commandOf, runCommand } from './commands/registry.ts'

const icons: Readonly<Record<ToolId, Icon>> = {
  select: IconPointer,
  hand: IconHandStop,
  point: IconPoint,
  box: IconBoxAlignTop,
  brush: IconBrush,
  eraser: IconEraser,
  lasso: IconLasso,
  polygon: IconPolygon,
  region: IconTableRow,
  prior: IconChartGridDots,
}

/** Tools with their keys on the left, where the annotator is on the right. */
export function StatusBar() {
  return (
    <footer className="status">
      <div className="tools" role="toolbar" aria-label="Tools" data-tour="tools">
        {toolIds.map((tool) => (
          <ToolButton key={tool} tool={tool} />
        ))}
      </div>
      <Facts />
    </footer>
  )
}

function ToolButton({ tool }: { readonly tool: ToolId }) {
  const isOn = useView((state) => state.tool === tool)
  const command = commandOf(`tool.${tool}`)
  const Shape = icons[tool]
  const key = command.keys[0] ?? (tool === 'hand' ? 'Space' : undefined)
  const segmenter = useProjectSegmenter()
  const inHand = useToolInHand(tool)
  const limit = toolLimit(segmenter, inHand)
  const isRefused = toolRefusal(segmenter, inHand) !== null
  return (
    <Tooltip
      label={`${toolName(tool)}${key === undefined ? '' : ` (${keyLabel(key)})`}: ${isRefused ? '' : `${command.hint} `}${limit ?? ''}`}
      w={240}
    >
      <button
        type="button"
        className="tool"
        aria-pressed={isOn}
        aria-disabled={isRefused}
        aria-label={toolName(tool)}
        onClick={() => runCommand(command)}
      >
        <Shape size={15} aria-hidden />
        <span className="tool-name">{toolName(tool)}</span>
        {key === undefined ? null : <span className="tool-key">{keyLabel(key)}</span>}
      </button>
    </Tooltip>
  )
}

function Facts() {
  const zoom = useView((state) => state.zoom)
  const tool = useView((state) => state.tool)
  const layer = useView((state) => state.layer)
  const radius = useView((state) => state.brushRadius)
  const image = useSession((state) => state.detail?.image ?? null)
  const position = useSamples((state) => state.position)
  const total = useSamples((state) => state.total)
  const paints = tool === 'brush' || tool === 'eraser'
  return (
    <div className="facts">
      {layer === 'ignore' ? <b className="bad">ignore layer</b> : null}
      {paints ? (
        <span title="Diameter of the brush in image pixels; [ and ] change it">
          ⌀ {Math.round(radius * 2)} px
        </span>
      ) : null}
      {image === null ? null : (
        <>
          <span title="CSS pixels an image pixel takes">{Math.round(zoom * 100)} %</span>
          <Pointer />
          <span className="ellipsis" title={`${image.name}: width × height in pixels`}>
            {image.size.width} × {image.size.height}
          </span>
        </>
      )}
      {position === null ? null : (
        <span title="Place of this sample in the list as filtered">
          sample {position} / {total}
        </span>
      )}
      <SegmenterFact />
    </div>
  )
}

/** What answers clicks and proposals here, and what it runs on; a click shows all of it. */
function SegmenterFact() {
  const segmenter = useProjectSegmenter()
  const id = useApp((state) => state.pipeline?.segmenter)
  const model = useModels(({ models }) => models?.find((one) => one.id === id) ?? null)
  if (id === undefined) return null
  const isMissing = segmenter.kind === 'missing'
  const provider = model?.state === 'installed' ? model.provider : null
  const title = segmenter.kind === 'here' ? segmenter.card.title : id
  return (
    <Tooltip
      w={280}
      label={
        isMissing
          ? `The project’s segmenter, ${id}, is not on this computer. Click to get it.`
          : `Segmenter of this project: ${title}.${provider === null ? '' : ` Its encoder runs on: ${provider}.`} Click for more.`
      }
    >
      <button
        type="button"
        className={`fact-button ${isMissing ? 'bad' : ''}`}
        onClick={() => showModel(id)}
      >
        <span className="ellipsis">{id}</span>
        {isMissing ? ' · missing' : provider === null ? '' : ` · ${provider}`}
      </button>
    </Tooltip>
  )
}

function Pointer() {
  const pointer = useView((state) => state.pointer)
  if (pointer === null) return null
  return (
    <span title="Pointer in image pixels, x right and y down">
      {Math.floor(pointer.x)}, {Math.floor(pointer.y)}
    </span>
  )
}
