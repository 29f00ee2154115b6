import {
  IconAlertTriangle,
  IconCheck,
  IconDownload,
  IconFileImport,
  IconPlayerPause,
  IconClock,
  IconX,
  type Icon,
} from '@tabler/icons-react'
import type { ModelEntry, ModelFetch } from '#rpc/schemas/models'
import { modelSizeText } from './model-size.ts'
import { percentOf, sizeText } from './units.ts'

export type Mark = {
  readonly icon: Icon
  readonly text: string
  readonly tone: 'good' | 'bad' | 'soft' | 'plain'
}

/** How it stands with a model, or with what is on its way, in a few words and a sign. */
export function markOf(model: ModelEntry | null, fetch: ModelFetch | null): Mark {
  if (fetch !== null && fetch.state !== 'done') return markOfFetch(fetch)
  if (model === null) return { icon: IconClock, text: 'finishing', tone: 'plain' }
  if (model.state === 'installed') return { icon: IconCheck, text: 'here', tone: 'good' }
  if (model.state === 'damaged') return { icon: IconAlertTriangle, text: 'damaged', tone: 'bad' }
  return { icon: IconDownload, text: modelSizeText(model), tone: 'soft' }
}

function markOfFetch({ kind, state, received, total }: ModelFetch): Mark {
  const percent = percentOf(received, total)
  const share = percent === null ? sizeText(received) : `${percent} %`
  if (state === 'failed') return { icon: IconX, text: 'failed', tone: 'bad' }
  if (state === 'paused') return { icon: IconPlayerPause, text: `paused, ${share}`, tone: 'soft' }
  if (state === 'queued') return { icon: IconClock, text: 'waiting', tone: 'soft' }
  if (received === 0) return { icon: IconClock, text: 'starting', tone: 'plain' }
  return { icon: kind === 'import' ? IconFileImport : IconDownload, text: share, tone: 'plain' }
}

type Props = { readonly model: ModelEntry | null; readonly fetch: ModelFetch | null }

/** The mark in a row or beside a title. */
export function ModelState({ model, fetch }: Props) {
  const { icon: Sign, text, tone } = markOf(model, fetch)
  return (
    <span className={`model-state ${tone}`}>
      <Sign size={13} aria-hidden />
      {text}
    </span>
  )
}
