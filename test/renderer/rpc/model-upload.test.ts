import { describe, expect, it } from 'vitest'
import { uploadModelFile, type UploadRequest } from '../../../renderer/rpc/model-upload.ts'

/** A request that the test answers itself. */
function fakeRequest() {
  const sent: unknown[] = []
  const request = {
    status: 0,
    responseText: '',
    upload: { onprogress: null },
    onload: null,
    onerror: null,
    onabort: null,
    open: (...args: unknown[]) => void sent.push(args),
    send: (body: unknown) => void sent.push(body),
    abort: () => request.onabort?.(),
  } as UploadRequest
  const answer = (status: number, body: string) => {
    Object.assign(request, { status, responseText: body })
    request.onload?.()
  }
  return { request, sent, answer }
}

const file = { name: 'encoder über.onnx' }

function start() {
  const fake = fakeRequest()
  const stop = new AbortController()
  const progress: number[] = []
  const path = uploadModelFile('a-b', file, {
    onProgress: (sent) => progress.push(sent),
    signal: stop.signal,
    makeRequest: () => fake.request,
  })
  return { ...fake, stop, progress, path }
}

describe('handing a file over', () => {
  it('puts it into its group and answers where it lies', async () => {
    const { sent, answer, path, progress, request } = start()
    expect(sent).toEqual([['PUT', '/model-uploads/a-b/encoder%20%C3%BCber.onnx'], file])
    request.upload.onprogress?.({ loaded: 7 })
    answer(200, JSON.stringify({ ok: true, value: { path: '/home/user/encoder.onnx' } }))
    expect(await path).toBe('/home/user/encoder.onnx')
    expect(progress).toEqual([7])
  })

  it.each([
    [
      'a refusal with its reason',
      JSON.stringify({ ok: false, error: { code: 'disk_full', message: 'no room', hint: 'mend' } }),
      { code: 'disk_full', message: 'no room', hint: 'mend' },
    ],
    ['an answer that is none', '<html>', { code: 'file_unreadable' }],
    ['an answer of another shape', '{"ok":true}', { code: 'file_unreadable' }],
  ])('%s', async (_, body, error) => {
    const { answer, path } = start()
    answer(500, body)
    await expect(path).rejects.toMatchObject(error)
  })

  it('tells a backend that went away', async () => {
    const { request, path } = start()
    request.onerror?.()
    await expect(path).rejects.toMatchObject({ code: 'offline' })
  })

  it('is given up at once', async () => {
    const { stop, path } = start()
    stop.abort()
    await expect(path).rejects.toMatchObject({ name: 'AbortError' })
  })
})
