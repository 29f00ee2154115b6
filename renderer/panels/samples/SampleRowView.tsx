import { Menu } from '@mantine/core'
import { IconDots, IconPhotoOff } from '@tabler/icons-react'
import { useState } from 'react'
import { findSgdrCategory } from '#core/dataset/sgdr'
import { thumbnailPath } from '#rpc/paths'
import type { SampleRow } from '#rpc/schemas/project'
import { duplicateSample, removeSample } from '../../app/actions/sample.ts'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { useApp } from '../../state/app.ts'
import { attempt } from '../../state/notices.ts'
import { setFilter } from '../../state/samples.ts'
import { openSample } from '../../state/session-save.ts'
import { useSession } from '../../state/session.ts'
import { StatusMark } from './status.tsx'

type Props = {
  /** null while its page is under way. */
  readonly row: SampleRow | null
  readonly index: number
  readonly total: number
  /** Offset in the list in pixels. */
  readonly top: number
}

export function SampleRowView({ row, index, total, top }: Props) {
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
}

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

type MenuProps = {
  readonly row: SampleRow
  readonly isOpen: boolean
  readonly onChange: (isOpen: boolean) => void
}

function RowMenu({ row, isOpen, onChange }: MenuProps) {
  const isReadOnly = useApp((state) => state.project?.isReadOnly ?? false)
  const onThis = (id: string) => () =>
    attempt('Opening the sample', async () => {
      if (useSession.getState().sampleId !== row.id) await openSample(row.id)
      runCommand(commandOf(id))
    })
  return (
    <Menu
      opened={isOpen}
      onChange={onChange}
      position="right-start"
      width={230}
      shadow="md"
      keepMounted={false}
    >
      <Menu.Target>
        <span
          className="row-menu"
          aria-hidden
          onClick={(event) => {
            event.stopPropagation()
            onChange(!isOpen)
          }}
        >
          <IconDots size={15} />
        </span>
      </Menu.Target>
      <Menu.Dropdown onClick={(event) => event.stopPropagation()}>
        <Menu.Item onClick={onThis('sample.edit-query')}>Edit</Menu.Item>
        <Menu.Item disabled={isReadOnly} onClick={onThis('sample.add-query')}>
          Another query for this image…
        </Menu.Item>
        <Menu.Item
          disabled={isReadOnly}
          onClick={() => attempt('Duplicating', () => duplicateSample(row.id))}
        >
          Duplicate
        </Menu.Item>
        <Menu.Item onClick={() => attempt('Filtering', () => setFilter({ imageId: row.imageId }))}>
          Show only this image
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          disabled={isReadOnly}
          onClick={() => attempt('Removing', () => removeSample(row.id))}
        >
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
