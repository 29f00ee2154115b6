import { Button, Progress } from '@mantine/core'
import { modelOf, useModels } from '../state/models.ts'
import { useUploads } from '../state/uploads.ts'
import { percentOf } from '../ui/units.ts'
import { cancelTest } from './actions/models.ts'
import { FetchRow } from './FetchRow.tsx'
import { UploadRow } from './UploadRow.tsx'

/** Work on models for the list of jobs: what comes in, what is tested. */
export function ModelWork() {
  const fetches = useModels((state) => state.fetches)
  const testing = useModels((state) => state.testing)
  const uploads = useUploads((state) => state.uploads)
  return (
    <>
      {testing === null ? null : <TestRow title={modelOf(testing)?.title ?? testing} />}
      {uploads.map((upload) => (
        <UploadRow key={upload.group} upload={upload} />
      ))}
      {fetches
        .filter(({ state }) => state !== 'done')
        .map((fetch) => (
          <FetchRow key={fetch.id} fetch={fetch} />
        ))}
    </>
  )
}

/** How much of it runs, and the first of it for the header. */
export function useModelWork() {
  const fetches = useModels((state) => state.fetches)
  const testing = useModels((state) => state.testing)
  const uploads = useUploads((state) => state.uploads)
  const moving = fetches.filter(({ state }) => state === 'running' || state === 'queued')
  const [fetch] = moving
  const [upload] = uploads
  const share = (part: number, whole: number | null) => {
    const percent = percentOf(part, whole)
    return percent === null ? '' : `${percent} %`
  }
  const first =
    fetch !== undefined
      ? { title: fetch.title, share: share(fetch.received, fetch.total) }
      : upload !== undefined
        ? { title: upload.title, share: share(upload.sent, upload.total) }
        : testing === null
          ? undefined
          : { title: `Testing ${modelOf(testing)?.title ?? testing}`, share: '' }
  const count = moving.length + uploads.length + (testing === null ? 0 : 1)
  const isEmpty = count === 0 && fetches.every(({ state }) => state === 'done')
  return { count, first, isEmpty }
}

function TestRow({ title }: { readonly title: string }) {
  return (
    <div className="job">
      <div className="job-head">
        <span className="ellipsis">Testing {title}</span>
        <Button size="compact-xs" variant="default" onClick={cancelTest}>
          Cancel
        </Button>
      </div>
      <Progress size="sm" value={100} animated aria-label={`Testing ${title}`} />
      <div className="soft">On the CPU and on whatever else this computer has.</div>
    </div>
  )
}
