import { useEffect, useRef, type KeyboardEvent } from 'react'
import { indexOfId, rowAt } from '../../state/paging.ts'
import { attempt } from '../../state/notices.ts'
import { showRows, useSamples } from '../../state/samples.ts'
import { openSample } from '../../state/session-save.ts'
import { useSession } from '../../state/session.ts'
import { useRows } from '../../ui/use-rows.ts'
import { SampleRowView } from './SampleRowView.tsx'

const rowHeight = 62

/** The list as filtered; only the rows on screen exist. The arrow keys open the row above or below. */
export function SampleList() {
  const total = useSamples((state) => state.total)
  const pages = useSamples((state) => state.pages)
  const openId = useSession((state) => state.sampleId)
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useRows(scroller, total, rowHeight)
  const items = rows.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => attempt('Reading the samples', () => showRows(first, last)), [first, last, total])
  const openIndex = useOpenIndex()
  useEffect(() => {
    if (openIndex !== null) rows.scrollToIndex(openIndex, { align: 'auto' })
  }, [rows, openId, openIndex])
  return (
    <div
      ref={scroller}
      className="sample-list scroll"
      role="listbox"
      tabIndex={0}
      aria-label={`Samples, ${total}`}
      {...(openId === null ? {} : { 'aria-activedescendant': `sample-${openId}` })}
      onKeyDown={(event) => openBeside(event, openIndex)}
    >
      <div role="presentation" style={{ height: total * rowHeight, position: 'relative' }}>
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

/** Place of the open sample in the list; null where it is not under the filter or not known. */
function useOpenIndex(): number | null {
  const pages = useSamples((state) => state.pages)
  const position = useSamples((state) => state.position)
  const openId = useSession((state) => state.sampleId)
  return indexOfId(pages, openId) ?? (position === null ? null : position - 1)
}

function openBeside(event: KeyboardEvent, openIndex: number | null): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined || openIndex === null || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  const index = openIndex + step
  const row = rowAt(useSamples.getState().pages, index)
  if (row !== null) attempt('Opening the sample', () => openSample(row.id, index + 1))
}
