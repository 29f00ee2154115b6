import type { HostReply, HostRequest } from '#models/host/messages'

/**
 * A model host without a model, in a process of its own: it speaks the real protocol, opens on any provider but
 * `broken-gpu`, and answers which one it was opened on when it is asked for the providers.
 */
let provider = ''

process.on('disconnect', () => process.exit(0))
process.on('message', (message) => {
  const request = message as HostRequest
  if (request.kind === 'close') process.exit(0)
  if (request.kind === 'open') open(request.model.provider)
  if (request.kind === 'call' && request.call.method === 'providers')
    send({ kind: 'done', id: request.id, value: [provider] })
})

function open(wanted: string): void {
  provider = wanted
  const error = { code: 'model_broken', message: `${wanted} has no device`, hint: '' } as const
  send(wanted === 'broken-gpu' ? { kind: 'not-opened', error } : { kind: 'ready' })
}

function send(reply: HostReply): void {
  process.send?.(reply)
}
