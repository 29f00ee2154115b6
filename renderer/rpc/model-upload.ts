import { z } from 'zod'
import { modelUploadUrl } from '#rpc/paths'
import { errorSchema } from '#rpc/schemas/shared'
import { ClientError } from './client-error.ts'

const uploaded = z.object({ ok: z.literal(true), value: z.object({ path: z.string() }) })
const refused = z.object({ ok: z.literal(false), error: errorSchema })

/** The part of `XMLHttpRequest` that is used: `fetch` tells nothing of what was sent so far. */
export type UploadRequest = {
  readonly status: number
  readonly responseText: string
  readonly upload: { onprogress: ((event: { readonly loaded: number }) => void) | null }
  onload: (() => void) | null
  onerror: (() => void) | null
  onabort: (() => void) | null
  open(method: string, url: string): void
  send(body: XMLHttpRequestBodyInit): void
  abort(): void
}

export type UploadOptions = {
  /** Bytes of this file that were sent. */
  readonly onProgress: (sent: number) => void
  readonly signal: AbortSignal
  readonly makeRequest?: () => UploadRequest
}

/** Hands one file to the application; gives back where it lies there. Rejects with `ClientError`, or `AbortError`. */
export function uploadModelFile(
  group: string,
  file: Pick<File, 'name'>,
  { onProgress, signal, makeRequest = () => new XMLHttpRequest() as UploadRequest }: UploadOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(abortion())
    const request = makeRequest()
    const stop = () => request.abort()
    signal.addEventListener('abort', stop, { once: true })
    const end = (settle: () => void) => () => {
      signal.removeEventListener('abort', stop)
      settle()
    }
    request.upload.onprogress = ({ loaded }) => onProgress(loaded)
    request.onload = end(() => {
      const path = pathOfReply(request, file.name)
      if (typeof path === 'string') resolve(path)
      else reject(path)
    })
    request.onerror = end(() => reject(brokenOff(file.name)))
    request.onabort = end(() => reject(abortion()))
    request.open('PUT', modelUploadUrl(group, file.name))
    request.send(file as File)
  })
}

function pathOfReply(request: UploadRequest, name: string): string | ClientError {
  const body = parsed(request.responseText)
  const good = uploaded.safeParse(body)
  if (good.success) return good.data.value.path
  const bad = refused.safeParse(body)
  if (bad.success) return new ClientError(bad.data.error)
  return new ClientError({
    code: 'file_unreadable',
    message: `${name} could not be handed to the application (status ${request.status})`,
    hint: 'Import it from the folder it lies in instead.',
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function brokenOff(name: string): ClientError {
  return new ClientError({
    code: 'offline',
    message: `the application’s backend stopped answering while ${name} was handed over`,
    hint: 'Drop the files again, or import them from the folder they lie in.',
  })
}

function abortion(): DOMException {
  return new DOMException('given up', 'AbortError')
}
