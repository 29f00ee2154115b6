import { Button } from '@mantine/core'
import { useState } from 'react'
import type { SampleFilter } from '#rpc/schemas/project'
import type { ExportOptions, ExportPreview as Preview } from '#rpc/schemas/transfer'
import { call } from '../rpc/client.ts'
import { attempt } from '../state/notices.ts'
import { sizeText } from '../ui/units.ts'
import { Losses } from './ExportSummary.tsx'

type Props = {
  readonly format: string
  readonly filter: Partial<SampleFilter>
  readonly options: ExportOptions
}

/** The export of the first samples as it would be written; made anew by its key where what is asked for changes. */
export function ExportPreview({ format, filter, options }: Props) {
  const [preview, setPreview] = useState<Preview | null>(null)
  const [isLoading, setLoading] = useState(false)
  const load = async () => {
    setLoading(true)
    try {
      setPreview(await call('transfer.preview', { format, filter, options }))
    } finally {
      setLoading(false)
    }
  }
  return (
    <div>
      <Button
        size="compact-xs"
        variant="default"
        loading={isLoading}
        onClick={() => attempt('Previewing', load)}
      >
        Preview the first samples
      </Button>
      {preview === null ? null : <Shown preview={preview} />}
    </div>
  )
}

function Shown({ preview }: { readonly preview: Preview }) {
  const texts = preview.files.filter((file) => file.text !== null)
  const others = preview.files.filter((file) => file.text === null)
  if (preview.samples === 0)
    return <p className="soft">No accepted sample is among those chosen.</p>
  return (
    <div className="export-preview">
      {texts.slice(0, 4).map(({ name, bytes, text }) => (
        <figure key={name}>
          <figcaption>
            <code>{name}</code> <span className="soft">{sizeText(bytes)}</span>
          </figcaption>
          <pre className="scroll" tabIndex={0}>
            {text}
          </pre>
        </figure>
      ))}
      {others.length === 0 ? null : (
        <p className="soft">
          and {others.length === 1 ? 'the file' : `${others.length} files:`}{' '}
          {others
            .slice(0, 6)
            .map(({ name }) => name)
            .join(', ')}
          {others.length > 6 ? ', …' : ''}
        </p>
      )}
      <Losses losses={preview.losses} />
    </div>
  )
}
