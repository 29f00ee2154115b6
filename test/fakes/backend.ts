import type { Backend, PictureName } from '#electron/server/backend'
import { fail, ok } from '#core/result'
import { AppFailure } from '#models/failure'
import type { EventBody } from '#rpc/events'

/** A backend without a project behind it: echoes calls, knows one picture, sends events on demand. */
export function createFakeBackend(options: { readonly project?: string } = {}) {
  const listeners = new Set<(body: EventBody) => void>()
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
    onEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    projectPath: () => options.project ?? null,
    log: (level, message) => log.push(`${level} ${message}`),
    close: () => Promise.resolve(),
  }
  const emit = (body: EventBody) => listeners.forEach((listener) => listener(body))
  return { backend, emit, log, listeners }
}
