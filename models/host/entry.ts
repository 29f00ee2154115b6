import { AppFailure, cancelledError } from '#models/failure'
import type { CallOptions, Segmenter } from '#models/ports'
import { listProviders, openSession } from '#models/onnx/session'
import { openSegmenter } from '#models/segmenter'
import type { AppError } from '#core/result'
import { openEmbeddingCache } from './embedding-cache.ts'
import { JobQueue } from './job-queue.ts'
import {
  idPrefixOf,
  type HostCall,
  type HostReply,
  type HostRequest,
  type HostValue,
} from './messages.ts'

/** The model host: a child process that serves one segmenter to its parent, and ends with it. */
const queue = new JobQueue()
let segmenter: Segmenter | null = null

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

async function open(message: HostRequest & { kind: 'open' }): Promise<void> {
  try {
    segmenter = await openSegmenter(message.card, {
      store: await openEmbeddingCache(message.cacheDir, message.cacheBytes),
      provider: message.provider,
      idPrefix: idPrefixOf(message.generation),
      onProblem: (error) => {
        send({ kind: 'problem', error })
      },
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
  if (segmenter === null) throw new Error('call before open')
  switch (call.method) {
    case 'encode':
      return segmenter.encode(call.image, call.view, options)
    case 'decode':
      return decode(segmenter, call, options)
    case 'cellMeans':
      return segmenter.cellMeans(call.decoded, call.token, call.n, options)
    case 'pickBackground':
      return segmenter.pickBackground(call.from, call.foreground, options)
    case 'memory':
      return process.memoryUsage.rss()
    case 'providers':
      return listProviders()
    case 'similarity':
      return segmenter.similarity(
        await segmenter.encode(call.of.image, call.of.view, options),
        call.points,
        options,
      )
  }
}

/** By an encoding of this very process: another provider than that of the last one gives it another id. */
async function decode(
  by: Segmenter,
  { of, prompts, sieve, looks }: HostCall & { method: 'decode' },
  options: CallOptions,
): Promise<HostValue> {
  const encoding = await by.encode(of.image, of.view, options)
  const more = sieve === null ? { looks } : { looks, sieve }
  return by.decode(encoding, prompts, { ...options, ...more })
}

async function close(): Promise<void> {
  await segmenter?.close()
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
