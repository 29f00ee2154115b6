import { TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { ImageBox } from '#core/geometry/box'
import { stripCount } from '#core/grid/lines'
import type { Region } from '#core/grid/region'
import { useApp } from '../../state/app.ts'
import { setRegions } from '../../state/session-run.ts'
import { useSession } from '../../state/session.ts'
import { idsOfText, textOfIds } from './ids-text.ts'

type Props = {
  readonly region: Region
  readonly index: number
  /** With its padding; missing where the region is off the grid. */
  readonly box: ImageBox | undefined
}

/** One region in words and numbers; what is typed here moves the box on the picture. */
export function RegionRow({ region, index, box }: Props) {
  const count = useApp((state) => (state.pipeline === null ? 9 : stripCount(state.pipeline.grid)))
  const replace = (next: Region) =>
    setRegions(useSession.getState().regions.map((other, i) => (i === index ? next : other)))
  return (
    <div className="region-row">
      <span className="region-number" aria-hidden>
        {index + 1}
      </span>
      <div className="region-fields">
        {region.kind === 'strips' ? (
          <>
            <IdsField
              label="Rows"
              ids={region.rows}
              count={count}
              onSave={(rows) => replace({ ...region, rows })}
            />
            <IdsField
              label="Columns"
              ids={region.columns}
              count={count}
              onSave={(columns) => replace({ ...region, columns })}
            />
          </>
        ) : region.kind === 'cells' ? (
          <IdsField
            label="Cells"
            ids={region.cells}
            count={count * count}
            onSave={(cells) => replace({ kind: 'cells', cells })}
          />
        ) : (
          <span>drawn box</span>
        )}
        <span
          className="soft number region-box"
          title="Box with its padding, in image pixels: x0, y0 to x1, y1"
        >
          {box === undefined
            ? 'off the grid'
            : `${round(box.x0)}, ${round(box.y0)} – ${round(box.x1)}, ${round(box.y1)} px`}
        </span>
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label={`Remove region ${index + 1}`}
        onClick={() => setRegions(useSession.getState().regions.filter((_, i) => i !== index))}
      >
        <IconX size={14} aria-hidden />
      </button>
    </div>
  )
}

type IdsProps = {
  readonly label: string
  readonly ids: readonly number[]
  readonly count: number
  readonly onSave: (ids: readonly number[]) => void
}

function IdsField({ label, ids, count, onSave }: IdsProps) {
  const shown = textOfIds(ids)
  const [text, setText] = useState(shown)
  useEffect(() => setText(shown), [shown])
  const read = idsOfText(text, count)
  const save = () => {
    if (read !== null && textOfIds(read) !== shown) onSave(read)
  }
  return (
    <TextInput
      size="xs"
      label={label}
      value={text}
      error={read === null ? `1 to ${count}, like 2-3` : null}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save()
      }}
    />
  )
}

function round(value: number): number {
  return Math.round(value)
}
