import type { Backend } from '#electron/server/backend'
import type { PictureName } from '#electron/usecases/pictures'
import { fail, ok } from '#core/result'
import { createEventHub } from '#electron/usecases/events'
import type { EventBody } from '#rpc/events'
import { AppFailure } from '#models/failure'

/** A backend without a project behind it: echoes calls, knows one picture, sends events on demand. */
export function createFakeBackend(
  options: { readonly project?: string; readonly modelUploads?: string } = {},
) {
  const events = createEventHub()
  const log: string[] = []
  const backend: Backend = {
    async call(method, params) {
      if (method === 'bug') throw new Error('a bug')
      if (method === 'broken') throw new AppFailure(fail('bad_input', 'broken', 'mend').error)
      if (method === 'unknown') return fail('unknown_method', 'unknown', '')
      return ok({ method, params })
    },
    async picture(name: PictureName) {
      if (name.image !== 1) throw new AppFailure(fail('not_found', 'no such image', '').error)
      return {
        body: new TextEncoder().encode(JSON.stringify(name)),
        type: 'image/webp',
        etag: '"e1"',
      }
    },
    async sentPicture({ call }) {
      if (call !== 1) throw new AppFailure(fail('not_found', 'no such call', '').error)
      return { body: new TextEncoder().encode('png'), isSame: true }
    },
    events,
    modelUploads: options.modelUploads ?? 'nowhere',
    projectPath: () => options.project ?? null,
    log: (level, message) => log.push(`${level} ${message}`),
  }
  return { backend, emit: (body: EventBody) => events.emit(body), log }
}
