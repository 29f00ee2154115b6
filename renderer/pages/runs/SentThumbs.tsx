import { Modal } from '@mantine/core'
import { useEffect, useState } from 'react'
import { sentPicturePath } from '#rpc/paths'
import type { SentPicture } from '#rpc/schemas/mllm'
import { ErrorText } from '../../ui/ErrorText.tsx'
import { pictureText } from './picture-text.ts'

type Place = { readonly call: number; readonly turn: number }
type Props = Place & { readonly pictures: readonly SentPicture[] }

/** The pictures of one turn, made again from their recipes; each opens large and says whether it is the very one. */
export function SentThumbs({ call, turn, pictures }: Props) {
  const [large, setLarge] = useState<number | null>(null)
  if (pictures.length === 0) return null
  const shown = large === null ? undefined : pictures[large]
  return (
    <div className="sent-thumbs">
      {pictures.map((picture, i) => (
        <button key={i} type="button" onClick={() => setLarge(i)}>
          <img src={sentPicturePath(call, turn, i)} alt="" loading="lazy" decoding="async" />
          <span className="soft">{pictureText(picture)}</span>
        </button>
      ))}
      <Modal
        opened={shown !== undefined}
        onClose={() => setLarge(null)}
        size="auto"
        title={shown === undefined ? '' : `${pictureText(shown)}, ${shown.side} × ${shown.side}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {shown === undefined || large === null ? null : (
          <Large
            key={large}
            path={sentPicturePath(call, turn, large)}
            sha256={shown.sha256}
            title={pictureText(shown)}
          />
        )}
      </Modal>
    </div>
  )
}

type Loaded = { readonly url: string; readonly isSame: boolean }
type LargeProps = { readonly path: string; readonly sha256: string; readonly title: string }

function Large({ path, sha256, title }: LargeProps) {
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  useEffect(() => {
    let url: string | null = null
    const stop = new AbortController()
    fetchPicture(path, stop.signal).then(
      (found) => {
        url = found.url
        setLoaded(found)
      },
      (error: unknown) => {
        if (!stop.signal.aborted) setFailure(error)
      },
    )
    return () => {
      stop.abort()
      if (url !== null) URL.revokeObjectURL(url)
    }
  }, [path])
  if (failure !== null) return <ErrorText doing="Making the picture again" error={failure} />
  if (loaded === null) return <p className="soft">Making the picture again…</p>
  return (
    <>
      <img className="sent-large" src={loaded.url} alt={title} />
      <p className={`sent-note ${loaded.isSame ? 'soft' : 'bad'}`}>
        {loaded.isSame
          ? 'Made again from its recipe, byte for byte what was sent.'
          : 'Made again from its recipe; not what was sent: the image or the program has changed since.'}{' '}
        <span className="soft">
          SHA-256 of what was sent <code className="digest-line">{sha256}</code>
        </span>
      </p>
    </>
  )
}

async function fetchPicture(path: string, signal: AbortSignal): Promise<Loaded> {
  const response = await fetch(path, { signal })
  if (!response.ok) throw new Error(`the picture answered with status ${response.status}`)
  const url = URL.createObjectURL(await response.blob())
  return { url, isSame: response.headers.get('x-reaseg-same') === '1' }
}
