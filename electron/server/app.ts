import { join } from 'node:path'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { fail, type Result } from '#core/result'
import { callPath, modelUploadPath } from '#rpc/paths'
import { expectedError, type Backend } from './backend.ts'
import { responseHeaders, type ResponseKind } from './headers.ts'
import { addPictureRoutes } from './image-routes.ts'
import type { LoginCodes } from './login.ts'
import { loggedOutPage, missingWindowPage, refusal, refusedLoginPage, reloadPage } from './pages.ts'
import { judgeRequest, originOf, sessionCookie, type Gate, type RequestFacts } from './policy.ts'
import { openStatic } from './static-files.ts'
import { modelUpload, storeUpload, uploadFolder } from './uploads.ts'

export type AppParts = {
  readonly backend: Backend
  readonly gate: Gate
  readonly logins: LoginCodes
  /** Folder of the built window. */
  readonly renderer: string
}

/** A call's parameters; the longest are the edits of one gesture. */
const callLimit = 67_108_864

/** The HTTP face: calls, pictures, uploads, the window's files, and who may ask for them. */
export function createApp(parts: AppParts): Hono {
  const app = new Hono()
  app.use(async (c, next) => {
    const verdict = judgeRequest(factsOf(c), parts.gate)
    if (verdict.kind === 'pass') return next()
    if (verdict.kind === 'reload-once') return page(c, reloadPage(), 200)
    const isPage = c.req.method === 'GET' && c.req.header('accept')?.includes('text/html') === true
    if (verdict.kind === 'not-logged-in' && isPage) return page(c, loggedOutPage(), 401)
    const status = verdict.kind === 'not-logged-in' ? 401 : 403
    return answer(c, refusal(verdict.kind), status)
  })
  addLogin(app, parts)
  addCalls(app, parts.backend)
  addUploads(app, parts.backend)
  addPictureRoutes(app, parts.backend)
  addWindow(app, parts.renderer)
  app.onError((error, c) => {
    const expected = expectedError(error)
    if (expected !== null) return answer(c, { ok: false, error: expected }, 200)
    parts.backend.log('error', `${c.req.method} ${c.req.path}: ${error.stack ?? error.message}`)
    return answer(c, fail('internal', error.message, 'The log file has the details.'), 500)
  })
  return app
}

function addLogin(app: Hono, { gate, logins }: AppParts): void {
  app.get('/login', (c) => {
    const outcome = logins.redeem(c.req.query('code') ?? '')
    if (outcome !== 'accepted') return page(c, refusedLoginPage(outcome), 403)
    setHeaders(c, 'page')
    c.header('set-cookie', sessionCookie(gate))
    return c.redirect('/', 303)
  })
  app.post('/login', (c) => {
    const url = `${originOf(gate.port)}/login?code=${logins.issue()}`
    return answer(c, { ok: true, value: { url } }, 200)
  })
}

/** Expected failures are answers like any other: status 200, `ok` false. */
function addCalls(app: Hono, backend: Backend): void {
  const tooLarge = fail('bad_input', 'The call is too large', 'Send fewer edits at once.')
  const limit = bodyLimit({ maxSize: callLimit, onError: (c) => answer(c, tooLarge, 413) })
  app.post(`${callPath}/:method`, limit, async (c) => {
    if (c.req.header('content-type')?.startsWith('application/json') !== true) {
      return answer(c, fail('bad_json', 'The call is not JSON', ''), 415)
    }
    const params: unknown = await c.req.json().catch(() => undefined)
    if (params === undefined) return answer(c, fail('bad_json', 'The call is not JSON', ''), 400)
    return answer(c, await backend.call(c.req.param('method'), params), 200)
  })
}

function addUploads(app: Hono, backend: Backend): void {
  app.put('/uploads/:name', async (c) => {
    const project = backend.projectPath()
    if (project === null)
      return answer(c, fail('no_project', 'No project is open', 'Open one.'), 200)
    const body = c.req.raw.body
    if (body === null) return answer(c, fail('bad_input', 'The upload is empty', ''), 200)
    const stored = await storeUpload(uploadFolder(project), c.req.param('name'), body)
    return answer(c, stored.ok ? { ok: true, value: { path: stored.value } } : stored, 200)
  })
  // The files of one drop lie in one folder: graphs find their weights beside them, by name.
  app.put(`${modelUploadPath}/:group{[0-9a-f-]{36}}/:name`, async (c) => {
    const { group, name } = c.req.param()
    const body = c.req.raw.body
    if (body === null) return answer(c, fail('bad_input', 'The upload is empty', ''), 200)
    const folder = join(backend.modelUploads, group)
    const stored = await storeUpload(folder, name, body, modelUpload)
    return answer(c, stored.ok ? { ok: true, value: { path: stored.value } } : stored, 200)
  })
}

function addWindow(app: Hono, renderer: string): void {
  app.get('*', async (c) => {
    const file = await openStatic(renderer, new URL(c.req.url).pathname)
    if (file === null && c.req.path === '/') return page(c, missingWindowPage(), 200)
    if (file === null) return answer(c, fail('not_found', `Nothing at ${c.req.path}`, ''), 404)
    setHeaders(c, file.kind)
    c.header('content-type', file.type)
    c.header('content-length', String(file.bytes))
    return c.body(file.body)
  })
}

function factsOf(c: Context): RequestFacts {
  const header = (name: string) => c.req.header(name) ?? null
  return {
    method: c.req.method,
    path: c.req.path,
    host: header('host'),
    origin: header('origin'),
    fetchSite: header('sec-fetch-site'),
    cookie: header('cookie'),
    authorization: header('authorization'),
    isUpgrade: false,
  }
}

function page(c: Context, html: string, status: 200 | 401 | 403): Response {
  setHeaders(c, 'page')
  return c.html(html, status)
}

function answer(
  c: Context,
  result: Result<unknown>,
  status: 200 | 400 | 401 | 403 | 404 | 413 | 415 | 500,
): Response {
  setHeaders(c, 'api')
  return c.body(JSON.stringify(result), status, { 'content-type': 'application/json' })
}

export function setHeaders(c: Context, kind: ResponseKind): void {
  for (const [name, value] of Object.entries(responseHeaders(kind))) c.header(name, value)
}
