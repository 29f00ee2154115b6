import { AppFailure, cancelledError } from '#models/failure'
import type { CallOptions } from '#models/ports'
import { listProviders, openSession } from '#models/onnx/session'
import type { AppError } from '#core/result'
import { JobQueue } from './job-queue.ts'
import type { HostCall, HostReply, HostRequest, HostValue } from './messages.ts'
import { openServed, type Served } from './served.ts'

/** The model host: a child process that serves one model to its parent, and ends with it. */
const queue = new JobQueue()
let served: Served | null = null

process.on('disconnect', () => process.exit(0))
process.on('message', (message) => {
  void receive(message as HostRequest)
})

async function receive(message: HostRequest): Promise<void> {
  switch (message.kind) {
    case 'open':
      return open(message)
    case 'inspect':
      return inspect(message.path)
    case 'abort':
      return queue.abort(message.id)
    case 'close':
      return close()
    case 'call':
      return enqueue(message)
  }
}

async function open({ model, generation }: HostRequest & { kind: 'open' }): Promise<void> {
  try {
    served = await openServed(model, generation, (error) => {
      send({ kind: 'problem', error })
    })
    send({ kind: 'ready' })
  } catch (error) {
    send({ kind: 'not-opened', error: errorFrom(error) })
  }
}

async function inspect(path: string): Promise<void> {
  try {
    const session = await openSession(path)
    send({ kind: 'inspected', ports: session.ports })
    await session.release()
  } catch (error) {
    send({ kind: 'not-opened', error: errorFrom(error) })
  }
}

function enqueue({ id, priority, call }: HostRequest & { kind: 'call' }): void {
  queue.add({
    id,
    priority,
    run: async (signal) => {
      try {
        const value = await serve(call, { priority, signal })
        send(
          signal.aborted
            ? { kind: 'failed', id, error: cancelledError }
            : { kind: 'done', id, value },
        )
      } catch (error) {
        send({ kind: 'failed', id, error: errorFrom(error) })
      }
    },
    dropped: () => {
      send({ kind: 'failed', id, error: cancelledError })
    },
  })
}

async function serve(call: HostCall, options: CallOptions): Promise<HostValue> {
  if (served === null) throw new Error('call before open')
  switch (call.method) {
    case 'memory':
      return process.memoryUsage.rss()
    case 'providers':
      return listProviders()
    default:
      return served.serve(call, options)
  }
}

async function close(): Promise<void> {
  await served?.close()
  process.exit(0)
}

function send(reply: HostReply): void {
  process.send?.(reply)
}

function errorFrom(error: unknown): AppError {
  if (error instanceof AppFailure) return error.error
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { code: 'internal', message, hint: 'Report this with the details.' }
}
