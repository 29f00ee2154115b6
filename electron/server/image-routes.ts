import type { Context, Hono } from 'hono'
import type { PictureName } from '#electron/usecases/pictures'
import { expectedError, type Backend } from './backend.ts'
import { responseHeaders } from './headers.ts'

/** Pixels by URL (rpc/paths.ts), with an ETag so that a browser asks for bytes only once. */
export function addPictureRoutes(app: Hono, backend: Backend): void {
  const send = (c: Context, name: PictureName | null) => sendPicture(c, backend, name)
  app.get('/images/:image/:kind{thumbnail|preview}', (c) => {
    const image = whole(c.req.param('image'))
    const kind = c.req.param('kind') === 'preview' ? 'preview' : 'thumbnail'
    return send(c, image === null ? null : { kind, image })
  })
  app.get('/images/:image/tiles/:level/:tile', (c) => {
    const place = c.req.param('tile').split('-')
    return send(c, tileName([c.req.param('image'), c.req.param('level'), ...place]))
  })
  app.get('/images/:image/grid/:picture', (c) => {
    const image = whole(c.req.param('image'))
    const n = whole(c.req.query('n'))
    const picture = gridPictures.find((known) => known === c.req.param('picture'))
    const isKnown = image !== null && picture !== undefined && n !== null && n >= 2 && n <= 20
    const shift = c.req.query('shift') === '1'
    return send(c, isKnown ? { kind: 'grid', image, picture, n, shift } : null)
  })
  app.get('/calls/:call/:turn/:index', async (c) => {
    const [call, turn, index] = [c.req.param('call'), c.req.param('turn'), c.req.param('index')]
    const name = { call: whole(call) ?? 0, turn: whole(turn) ?? -1, index: whole(index) ?? -1 }
    return orNotFound(c, async () => {
      const { body, isSame } = await backend.sentPicture(name)
      const headers = { ...responseHeaders('picture'), 'x-reaseg-same': isSame ? '1' : '0' }
      return c.body(new Uint8Array(body), 200, { ...headers, 'content-type': 'image/png' })
    })
  })
}

const gridPictures = ['rows', 'columns', 'cells', 'bare'] as const

async function sendPicture(
  c: Context,
  backend: Backend,
  name: PictureName | null,
): Promise<Response> {
  if (name === null) return c.body(null, 404, responseHeaders('api'))
  return orNotFound(c, async () => {
    const picture = await backend.picture(name)
    const headers = { ...responseHeaders('picture'), etag: picture.etag }
    if (isKnownTo(c.req.header('if-none-match'), picture.etag)) return c.body(null, 304, headers)
    return c.body(new Uint8Array(picture.body), 200, { ...headers, 'content-type': picture.type })
  })
}

async function orNotFound(c: Context, answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer()
  } catch (thrown) {
    const error = expectedError(thrown)
    if (error === null) throw thrown
    return c.body(JSON.stringify({ ok: false, error }), 404, {
      ...responseHeaders('api'),
      'content-type': 'application/json',
    })
  }
}

/** Whether an If-None-Match header names this ETag; weak and strong ones count alike. */
export function isKnownTo(header: string | undefined, etag: string): boolean {
  const plain = (tag: string) => tag.trim().replace(/^W\//, '')
  return (header ?? '').split(',').some((tag) => plain(tag) === plain(etag) || tag.trim() === '*')
}

function tileName(parts: readonly string[]): PictureName | null {
  const numbers = parts.map(whole).filter((number) => number !== null)
  if (parts.length !== 4 || numbers.length !== 4) return null
  const [image = 0, level = 0, column = 0, row = 0] = numbers
  return { kind: 'tile', image, level, column, row }
}

/** A whole number of at most nine digits, or null. */
function whole(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null
}
