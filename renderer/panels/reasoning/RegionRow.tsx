import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { ImageBox } from '#core/geometry/box'
import { stripCount } from '#core/grid/lines'
import type { Region } from '#core/grid/region'
import { useApp } from '../../state/app.ts'
import { setRegions } from '../../state/session-run.ts'
import { useSession } from '../../state/session.ts'
import { idsOfText, textOfIds } from './ids-text.ts'
import { TextField } from '../../ui/TextField.tsx'

type Props = {
  readonly region: Region
  readonly index: number
  /** With its padding; null where the region is off the grid. */
  readonly box: ImageBox | null
}

/** One region in words and numbers; what is typed here moves the box on the picture. */
export function RegionRow({ region, index, box }: Props) {
  return (
    <div className="region-row">
      <span className="region-number" aria-hidden>
        {index + 1}
      </span>
      <div className="region-fields">
        <RegionFields region={region} index={index} />
        <span
          className="soft number region-box"
          title="Box with its padding, in image pixels: x0, y0 to x1, y1"
        >
          {box === null ? 'off the grid' : boxText(box)}
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

function RegionFields({ region, index }: Omit<Props, 'box'>) {
  const count = useApp((state) => (state.pipeline === null ? 9 : stripCount(state.pipeline.grid)))
  const replace = (next: Region) =>
    setRegions(useSession.getState().regions.map((other, i) => (i === index ? next : other)))
  const field = (label: string, ids: readonly number[], most: number) => ({
    key: `${label} ${textOfIds(ids)}`,
    label,
    ids,
    most,
  })
  if (region.kind === 'box') return <span>drawn box</span>
  if (region.kind === 'cells') {
    const { key, ...cells } = field('Cells', region.cells, count * count)
    return (
      <IdsField key={key} {...cells} onSave={(ids) => replace({ kind: 'cells', cells: ids })} />
    )
  }
  const { key: rowsKey, ...rows } = field('Rows', region.rows, count)
  const { key: columnsKey, ...columns } = field('Columns', region.columns, count)
  return (
    <>
      <IdsField key={rowsKey} {...rows} onSave={(ids) => replace({ ...region, rows: ids })} />
      <IdsField
        key={columnsKey}
        {...columns}
        onSave={(ids) => replace({ ...region, columns: ids })}
      />
    </>
  )
}

type IdsProps = {
  readonly label: string
  readonly ids: readonly number[]
  readonly most: number
  readonly onSave: (ids: readonly number[]) => void
}

/** Ids as text; made anew (by its key) when they change from elsewhere. */
function IdsField({ label, ids, most, onSave }: IdsProps) {
  const [text, setText] = useState(textOfIds(ids))
  const read = idsOfText(text, most)
  const save = () => {
    if (read !== null && textOfIds(read) !== textOfIds(ids)) onSave(read)
  }
  return (
    <TextField
      label={label}
      value={text}
      error={read === null ? `1 to ${most}, like 2-3` : null}
      onChange={setText}
      onDone={save}
    />
  )
}

function boxText(box: ImageBox): string {
  const [x0, y0, x1, y1] = [box.x0, box.y0, box.x1, box.y1].map(Math.round)
  return `${x0}, ${y0} – ${x1}, ${y1} px`
}
