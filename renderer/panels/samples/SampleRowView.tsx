import { IconPhotoOff } from '@tabler/icons-react'
import { memo, useState } from 'react'
import { findSgdrCategory } from '#core/dataset/sgdr'
import { thumbnailPath } from '#rpc/paths'
import type { SampleRow } from '#rpc/schemas/project'
import { attempt } from '../../state/notices.ts'
import { openSample } from '../../state/session-save.ts'
import { useSession } from '../../state/session.ts'
import { RowMenu } from './RowMenu.tsx'
import { StatusMark } from './status.tsx'

type Props = {
  /** null while its page is under way. */
  readonly row: SampleRow | null
  readonly index: number
  readonly total: number
  /** Offset in the list in pixels. */
  readonly top: number
}

/** Scrolling and news of other rows leave it as it is. */
export const SampleRowView = memo(function SampleRowView({ row, index, total, top }: Props) {
  const isOpen = useSession((state) => row !== null && state.sampleId === row.id)
  const [isMenuOpen, setMenuOpen] = useState(false)
  const style = { transform: `translateY(${top}px)` }
  if (row === null) return <div className="sample-row" style={style} role="presentation" />
  const open = () => attempt('Opening the sample', () => openSample(row.id, index + 1))
  return (
    <div
      id={`sample-${row.id}`}
      className="sample-row"
      style={style}
      role="option"
      aria-selected={isOpen}
      aria-posinset={index + 1}
      aria-setsize={total}
      onClick={open}
      onContextMenu={(event) => {
        event.preventDefault()
        setMenuOpen(true)
      }}
    >
      <Thumbnail row={row} />
      <div className="sample-text">
        <div className={row.query === '' ? 'sample-query soft' : 'sample-query'}>
          {row.query === '' ? `(no query) ${row.imageName}` : row.query}
        </div>
        <div className="sample-facts">
          <StatusMark row={row} />
          {row.category === null ? null : (
            <span className="ellipsis">
              {findSgdrCategory(row.category)?.title ?? row.category}
            </span>
          )}
        </div>
      </div>
      <RowMenu row={row} isOpen={isMenuOpen} onChange={setMenuOpen} />
    </div>
  )
})

function Thumbnail({ row }: { readonly row: SampleRow }) {
  if (row.isMissing)
    return (
      <span className="sample-thumb missing" title="The image file is not where it was">
        <IconPhotoOff size={18} aria-hidden />
      </span>
    )
  return (
    <img
      className="sample-thumb"
      src={thumbnailPath(row.imageId)}
      alt=""
      loading="lazy"
      decoding="async"
      draggable={false}
    />
  )
}
