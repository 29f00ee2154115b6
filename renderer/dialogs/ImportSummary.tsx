import type { ImportResult } from '#rpc/schemas/project'
import { LeftOutList } from './LeftOutList.tsx'

/** What an import did, and what it left out and why. */
export function ImportSummary({ result }: { readonly result: ImportResult }) {
  const { images, samples, known, leftOut } = result
  return (
    <div role="status">
      <p>
        <b>{images}</b> images and <b>{samples}</b> samples added, {known} images were already
        there.
      </p>
      <LeftOutList leftOut={leftOut} />
    </div>
  )
}
