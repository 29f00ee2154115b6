import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import { indexOfId, rowAt } from '../../state/paging.ts'
import { attempt } from '../../state/notices.ts'
import { showRows, useSamples } from '../../state/samples.ts'
import { openSample } from '../../state/session-save.ts'
import { useSession } from '../../state/session.ts'
import { SampleRowView } from './SampleRowView.tsx'

const rowHeight = 62

/** The list as filtered; only the rows on screen exist. The focus roves with the arrow keys. */
export function SampleList() {
  const total = useSamples((state) => state.total)
  const pages = useSamples((state) => state.pages)
  const position = useSamples((state) => state.position)
  const openId = useSession((state) => state.sampleId)
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })
  const items = rows.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => attempt('Reading the samples', () => showRows(first, last)), [first, last, total])
  const openIndex = indexOfId(pages, openId) ?? (position === null ? null : position - 1)
  const scroll = useRef(rows.scrollToIndex)
  scroll.current = rows.scrollToIndex
  useEffect(() => {
    if (openIndex !== null) scroll.current(openIndex, { align: 'auto' })
  }, [openId, openIndex])
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined || openIndex === null) return
    event.preventDefault()
    const row = rowAt(pages, openIndex + step)
    if (row !== null) attempt('Opening the sample', () => openSample(row.id, openIndex + step + 1))
  }
  return (
    <div
      ref={scroller}
      className="sample-list scroll"
      role="listbox"
      tabIndex={0}
      aria-label={`Samples, ${total}`}
      {...(openId === null ? {} : { 'aria-activedescendant': `sample-${openId}` })}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {items.map(({ index, start }) => (
          <SampleRowView
            key={index}
            row={rowAt(pages, index)}
            index={index}
            total={total}
            top={start}
          />
        ))}
      </div>
    </div>
  )
}
