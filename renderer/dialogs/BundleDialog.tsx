import { Stack } from '@mantine/core'
import { useState } from 'react'
import { bundleResultSchema } from '#rpc/schemas/bundle'
import { folderOf } from '../app/actions/project.ts'
import { bridge } from '../rpc/bridge.ts'
import { call } from '../rpc/client.ts'
import { useApp } from '../state/app.ts'
import { editsSaved } from '../state/session-edits.ts'
import { Tick } from '../ui/Tick.tsx'
import { sizeText } from '../ui/units.ts'
import { Dialog } from './Dialog.tsx'
import { JobFoot } from './JobFoot.tsx'
import { JobView } from './JobView.tsx'
import { LeftOutList } from './LeftOutList.tsx'
import { PathField } from './PathField.tsx'
import { useJob } from './use-job.ts'

/** Packs the project into one file to hand over. */
export function BundleDialog() {
  const project = useApp((state) => state.project)
  const [out, setOut] = useState('')
  const [images, setImages] = useState(true)
  const [overwrite, setOverwrite] = useState(false)
  const run = useJob()
  const parsed = bundleResultSchema.safeParse(run.job?.result)
  const result = run.job?.state === 'done' && parsed.success ? parsed.data : null
  const name = `${project?.name.replace(/\.reaseg$/i, '') ?? 'project'}.zip`
  const start = project === null ? null : folderOf(project.path)
  const begin = async () => {
    await editsSaved()
    await run.start(() => call('project.bundle', { out, images, overwrite }))
  }
  return (
    <Dialog title="Bundle to hand over">
      <Stack gap="sm">
        <PathField
          label="File"
          value={out}
          placeholder={name}
          onChange={setOut}
          onPick={() => bridge.pickSave({ title: 'Bundle as', start, name, kind: 'any' })}
        />
        <Tick
          label="With its pictures"
          definition="Without them whoever gets it links its own copies: “Find moved images…”."
          isOn={images}
          onChange={setImages}
        />
        <Tick label="Replace what is there" isOn={overwrite} onChange={setOverwrite} />
        <p className="soft">Keys, paths and jobs of this machine are not in it.</p>
        <JobView run={run} doing="Bundling" />
        {result === null ? null : (
          <div role="status">
            <p>
              <b>{result.images.toLocaleString('en')}</b> pictures, {sizeText(result.bytes)}:{' '}
              {result.written}
            </p>
            <LeftOutList leftOut={result.leftOut} />
          </div>
        )}
        <JobFoot run={run} title="Bundle" canStart={out !== ''} onStart={begin} />
      </Stack>
    </Dialog>
  )
}
