import type { MergeConflict, MergeResult } from '#rpc/schemas/merge'
import { showListed } from '../state/dataset.ts'
import { attempt } from '../state/notices.ts'
import { chooseSamples } from '../state/samples.ts'
import { openDialog } from '../state/view.ts'
import { LeftOutList } from './LeftOutList.tsx'

const mostShown = 50

/** What a merge did, or would do, and where the two projects say different things. */
export function MergeSummary({ result }: { readonly result: MergeResult }) {
  const { dryRun, images, samples, versions, runs, conflicts, leftOut } = result
  const count = (n: number) => n.toLocaleString('en')
  return (
    <div role="status" className="merge-summary">
      <p>
        {dryRun ? 'Would add ' : 'Added '}
        <b>{count(images.added)}</b> images and <b>{count(samples.added)}</b> samples
        {dryRun ? '' : ` with ${count(versions)} saved masks and ${count(runs)} runs`};{' '}
        {count(images.same)} images and {count(samples.same)} samples are the same in both.
        {images.copied > 0 ? ` ${count(images.copied)} pictures were copied.` : ''}
      </p>
      <p className="soft">
        Texts, all versions of masks, runs, reviews, comments and ids of other data sets come along;
        jobs and settings do not.
      </p>
      {samples.conflicts === 0 ? null : (
        <Conflicts conflicts={conflicts} total={samples.conflicts} isDone={!dryRun} />
      )}
      <LeftOutList leftOut={leftOut} />
    </div>
  )
}

type ConflictsProps = {
  readonly conflicts: readonly MergeConflict[]
  readonly total: number
  readonly isDone: boolean
}

function Conflicts({ conflicts, total, isDone }: ConflictsProps) {
  const ids = conflicts.flatMap(({ sample, added }) =>
    added === null ? [sample] : [sample, added],
  )
  const show = async () => {
    await chooseSamples(
      ids.toSorted((a, b) => a - b),
      'Differ in two projects',
    )
    openDialog(null)
    await showListed()
  }
  return (
    <>
      <p>
        <b>{total.toLocaleString('en')}</b> samples of the same picture and query differ
        {isDone ? (
          <>
            {': '}
            <button
              type="button"
              className="link-button"
              onClick={() => attempt('Showing the samples', show)}
            >
              show them
            </button>
          </>
        ) : (
          '.'
        )}
      </p>
      <ul className="left-out">
        {conflicts.slice(0, mostShown).map(({ sample, image, query, differs }) => (
          <li key={`${sample} ${image} ${query}`}>
            {image}, “{query}”: {differs.join(', ')}
          </li>
        ))}
      </ul>
      {total > mostShown ? <p className="soft">and {total - mostShown} more</p> : null}
    </>
  )
}
