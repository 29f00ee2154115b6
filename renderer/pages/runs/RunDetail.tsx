import { IconAlertTriangle } from '@tabler/icons-react'
import { useEffect } from 'react'
import type { SampleDetail } from '#rpc/schemas/annotation'
import type { MllmCall } from '#rpc/schemas/mllm'
import type { Run } from '#rpc/schemas/pipeline'
import { runFlags } from '../../panels/record/run-flags.ts'
import { usePhoto } from '../../panels/tray/photos.ts'
import { attempt } from '../../state/notices.ts'
import { loadCalls, useRunCalls } from '../../state/run-calls.ts'
import { Term } from '../../ui/Term.tsx'
import { figuresOf } from './figures.ts'
import { ReplayResult } from './ReplayResult.tsx'
import { RunButtons } from './RunButtons.tsx'
import { RunCalls } from './RunCalls.tsx'
import { RunCandidates } from './RunCandidates.tsx'
import { RunJudge } from './RunJudge.tsx'
import { RunPictures } from './RunPictures.tsx'
import { RunReasoning } from './RunReasoning.tsx'
import { RunSettings } from './RunSettings.tsx'
import { RunTime } from './RunTime.tsx'
import { definitions } from './texts.ts'
import { whenText } from './when.ts'

type Props = { readonly run: Run; readonly detail: SampleDetail }

const none: readonly MllmCall[] = []

/** Everything one run was decided from. */
export function RunDetail({ run, detail }: Props) {
  const { image } = detail
  const photo = usePhoto(image.isMissing ? null : image.id)
  const told = useRunCalls((state) => state.calls.get(run.id))
  const calls = told?.kind === 'known' ? told.calls : none
  useEffect(() => {
    attempt('Reading what MLLMs were asked', () => loadCalls(run.id))
  }, [run.id])
  return (
    <>
      <header className="run-title">
        <h2>Run {run.id}</h2>
        <span className="soft number">{whenText(run.createdAt)}</span>
        {run.isStale ? (
          <span className="badge" title="The query was changed after this run">
            stale
          </span>
        ) : null}
      </header>
      <RunButtons run={run} calls={calls} />
      <ReplayResult run={run} />
      <Figures run={run} calls={calls} />
      <Flags flags={run.flags} />
      <RunReasoning run={run} />
      <RunPictures run={run} image={image.size} photo={photo} />
      <RunCandidates run={run} photo={photo} />
      <RunJudge run={run} />
      <RunCalls run={run} />
      <RunTime run={run} calls={calls} />
      <RunSettings settings={run.settings} />
      <Model run={run} />
    </>
  )
}

type FiguresProps = { readonly run: Run; readonly calls: readonly MllmCall[] }

function Figures({ run, calls }: FiguresProps) {
  return (
    <dl className="run-figures number">
      {figuresOf(run, calls).map(({ title, text, definition }) => (
        <div key={title}>
          <dt>
            <Term definition={definition}>{title}</Term>
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}

function Flags({ flags }: { readonly flags: readonly string[] }) {
  if (flags.length === 0) return null
  return (
    <ul className="run-flags">
      {runFlags(flags).map(({ title, text }) => (
        <li key={title}>
          <IconAlertTriangle size={14} aria-hidden className="inline-icon" /> <b>{title}.</b> {text}
        </li>
      ))}
    </ul>
  )
}

function Model({ run: { model } }: { readonly run: Run }) {
  return (
    <p className="soft run-model">
      Segmenter {model.id},{' '}
      <Term definition={definitions.digest}>
        digest <code>{model.digest}</code>
      </Term>
    </p>
  )
}
