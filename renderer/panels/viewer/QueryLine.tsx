import { findSgdrCategory } from '#core/dataset/sgdr'
import type { SampleDetail } from '#rpc/schemas/annotation'
import { commandOf, runCommand } from '../../app/commands/registry.ts'
import { useSession } from '../../state/session.ts'

/** The query above the picture; a double click edits it. */
export function QueryLine({ detail }: { readonly detail: SampleDetail }) {
  const { query, category, components } = detail.fields
  const known = findSgdrCategory(category)
  const parts = components.map(
    (id) => known?.components.find((component) => component.id === id)?.title ?? id,
  )
  const noTarget = useSession((state) => state.draft?.noTarget ?? detail.draft.noTarget)
  const edit = () => runCommand(commandOf('sample.edit-query'))
  return (
    <div className="query-line" data-tour="query" onDoubleClick={edit}>
      <h1 className={query === '' ? 'soft' : ''} title="Double-click to edit (Q)">
        {query === '' ? 'This sample has no query yet' : `“${query}”`}
      </h1>
      {query === '' ? (
        <button type="button" className="chip" onClick={edit}>
          Write it (Q)
        </button>
      ) : null}
      {category === null ? null : (
        <span className="badge" title={known?.guidance ?? ''}>
          {[known?.title ?? category, ...parts].join(' · ').toLowerCase()}
        </span>
      )}
      {noTarget ? (
        <span className="badge" title="Nothing in the image answers the query">
          no target
        </span>
      ) : null}
      {detail.run?.isStale === true || detail.saved?.isStale === true ? (
        <button
          type="button"
          className="badge warn"
          title="The query was changed after the last run or mask. Click to propose again (Ctrl Enter)."
          onClick={() => runCommand(commandOf('run.propose'))}
        >
          query changed: propose again
        </button>
      ) : null}
    </div>
  )
}
