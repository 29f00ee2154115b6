import { useEffect, useState } from 'react'
import { previewPath } from '#rpc/paths'
import { notifyError } from '../../state/notices.ts'

/** Previews of the last few images, decoded. */
const kept = 3
const photos = new Map<number, Promise<ImageBitmap>>()

/** The image's preview; null until it is there. */
export function usePhoto(image: number | null): ImageBitmap | null {
  const [loaded, setLoaded] = useState<{ image: number; photo: ImageBitmap } | null>(null)
  useEffect(() => {
    if (image === null) return
    let isLeft = false
    loadPhoto(image).then(
      (photo) => {
        if (!isLeft) setLoaded({ image, photo })
      },
      (error: unknown) => notifyError(error, 'Reading the picture'),
    )
    return () => {
      isLeft = true
    }
  }, [image])
  return loaded?.image === image ? loaded.photo : null
}

function loadPhoto(image: number): Promise<ImageBitmap> {
  const known = photos.get(image)
  if (known !== undefined) return known
  const loading = fetchPhoto(image)
  photos.set(image, loading)
  loading.catch(() => photos.delete(image))
  for (const old of [...photos.keys()].slice(0, Math.max(0, photos.size - kept))) photos.delete(old)
  return loading
}

async function fetchPhoto(image: number): Promise<ImageBitmap> {
  const response = await fetch(previewPath(image))
  if (!response.ok) throw new Error(`the preview answered with status ${response.status}`)
  return createImageBitmap(await response.blob())
}
