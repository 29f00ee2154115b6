import { useEffect, useState } from 'react'
import { isEmptyRle } from '#core/mask/rle-ops'
import type { Rle } from '#core/mask/mask'
import { notifyError } from '../../state/notices.ts'
import { Section } from '../../ui/Section.tsx'
import { maskJob } from '../../workers/mask-client.ts'
import type { MaskPart } from '../../workers/mask-job.ts'

const shownParts = 50

/** The connected parts of the mask, largest first. */
export function MaskParts({ rle }: { readonly rle: Rle }) {
  const parts = useParts(rle)
  const pixels = rle.size[0] * rle.size[1]
  const area = parts?.reduce((sum, part) => sum + part.area, 0) ?? 0
  return (
    <Section
      title="Parts"
      aside={
        parts === null || parts.length === 0 ? null : (
          <span className="soft number" title="Pixels of the mask, and their share of the image">
            {area.toLocaleString('en')} px, {((100 * area) / pixels).toFixed(2)} %
          </span>
        )
      }
    >
      {parts === null ? <p className="soft">Counting…</p> : null}
      {parts?.length === 0 ? <p className="soft">Nothing is masked.</p> : null}
      <ol className="parts">
        {parts?.slice(0, shownParts).map((part, index) => (
          <li key={`${part.x} ${part.y}`} className="number">
            <span>part {index + 1}</span>
            <span title="Pixels, 8-connected">{part.area.toLocaleString('en')} px</span>
            <span className="soft" title="Width × height at x, y in image pixels">
              {part.width} × {part.height} at {part.x}, {part.y}
            </span>
          </li>
        ))}
      </ol>
      {parts !== null && parts.length > shownParts ? (
        <p className="soft">and {parts.length - shownParts} smaller ones</p>
      ) : null}
    </Section>
  )
}

const none: readonly MaskPart[] = []

/** null while they are being counted. */
function useParts(rle: Rle): readonly MaskPart[] | null {
  const [counted, setCounted] = useState<{ rle: Rle; parts: readonly MaskPart[] } | null>(null)
  const isEmpty = isEmptyRle(rle)
  useEffect(() => {
    if (isEmpty) return
    let isLeft = false
    maskJob({ kind: 'parts', rle }).then(
      ({ parts }) => {
        if (!isLeft) setCounted({ rle, parts })
      },
      (error: unknown) => notifyError(error, 'Counting the parts'),
    )
    return () => {
      isLeft = true
    }
  }, [rle, isEmpty])
  if (isEmpty) return none
  return counted?.rle === rle ? counted.parts : null
}
