import { setTimeout } from 'node:timers/promises'
import type { AppError } from '#core/result'
import { AppFailure, cancelledError, throwIfAborted } from '#models/failure'
import type { CallOptions } from '#models/ports'
import { died, startHost, type HostCommand, type HostProcess } from './host-process.ts'
import {
  decodesNeeded,
  isOfGeneration,
  type HostCall,
  type HostModel,
  type HostReply,
  type HostValue,
} from './messages.ts'

export type HostNotice =
  /** The host died and a new one serves, on the CPU where it died on a GPU. */
  | {
      readonly kind: 'restarted'
      readonly reason: string
      readonly restarts: number
      /** The provider that is not used any more; null where that did not change. */
      readonly left: string | null
    }
  /** The host died and no new one could be started. */
  | { readonly kind: 'gave-up'; readonly error: AppError }
  /** Something went wrong that did not stop the work. */
  | { readonly kind: 'problem'; readonly error: AppError }

type Pending = {
  readonly call: HostCall
  readonly options: CallOptions
  readonly resolve: (value: HostValue) => void
  readonly reject: (failure: AppFailure) => void
  isSecondTry: boolean
}

const restartLimit = 3
const restartWindow = 5 * 60_000
const closeWait = 5_000

/** Keeps one host process alive and the calls to it accounted for. */
export class HostSupervisor {
  readonly #command: HostCommand
  #model: HostModel
  readonly #notify: (notice: HostNotice) => void
  readonly #pending = new Map<number, Pending>()
  #host: HostProcess | null = null
  #starting: Promise<void> | null = null
  #restarts: number[] = []
  #generation = 0
  #calls = 0
  #ended: (() => void) | null = null
  #isClosed = false

  constructor(command: HostCommand, model: HostModel, notify: (notice: HostNotice) => void) {
    this.#command = command
    this.#model = model
    this.#notify = notify
  }

  get pid(): number | undefined {
    return this.#host?.pid
  }

  /** How often another process took over. */
  get restarts(): number {
    return Math.max(0, this.#generation - 1)
  }

  /** Starts the process and waits for the model; throws what hinders it. */
  start(): Promise<void> {
    this.#starting ??= this.#open().finally(() => {
      this.#starting = null
    })
    return this.#starting
  }

  /** Makes a call and waits for its answer. Throws AppFailure, `cancelled` where the signal asks for it. */
  async call(call: HostCall, options: CallOptions): Promise<HostValue> {
    throwIfAborted(options.signal)
    await this.#ready()
    if (decodesNeeded(call).some((id) => !isOfGeneration(id, this.#generation)))
      throw died('the logits this call needs were lost with it')
    const id = ++this.#calls
    const abort = (): void => this.#abort(id)
    options.signal?.addEventListener('abort', abort)
    try {
      return await new Promise<HostValue>((resolve, reject) => {
        this.#pending.set(id, { call, options, resolve, reject, isSecondTry: false })
        this.#send(id)
      })
    } finally {
      options.signal?.removeEventListener('abort', abort)
    }
  }

  /** Ends the host: asked first, killed after five seconds. Calls under way are rejected. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#rejectAll(died('it was closed'))
    // A start under way ends first, well or badly, so that no process is left behind.
    await this.#starting?.catch(() => undefined)
    const host = this.#host
    if (host === null) return
    const ended = new Promise<void>((resolve) => {
      this.#ended = resolve
    })
    host.send({ kind: 'close' })
    const patience = new AbortController()
    const late = setTimeout(closeWait, undefined, { signal: patience.signal }).then(
      () => host.kill(),
      () => undefined,
    )
    await ended
    patience.abort()
    await late
  }

  async #ready(): Promise<void> {
    if (this.#isClosed) throw died('it was closed')
    if (this.#starting !== null) await this.#starting
    if (this.#host !== null) return
    if (!this.#mayRestart()) throw gaveUp()
    await this.start()
  }

  async #open(): Promise<void> {
    this.#generation++
    const open = { kind: 'open', model: this.#model, generation: this.#generation } as const
    this.#host = await startHost(this.#command, open, {
      onReply: (reply) => this.#receive(reply),
      onExit: (reason) => void this.#recover(reason),
    })
  }

  #send(id: number): void {
    const pending = this.#pending.get(id)
    if (pending === undefined) return
    const { call, options } = pending
    this.#host?.send({ kind: 'call', id, priority: options.priority, call })
  }

  #abort(id: number): void {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    this.#host?.send({ kind: 'abort', id })
    pending?.reject(new AppFailure(cancelledError))
  }

  #receive(reply: HostReply): void {
    if (reply.kind === 'problem') this.#notify(reply)
    if (reply.kind !== 'done' && reply.kind !== 'failed') return
    const pending = this.#pending.get(reply.id)
    this.#pending.delete(reply.id)
    if (reply.kind === 'done') pending?.resolve(reply.value)
    else pending?.reject(new AppFailure(reply.error))
  }

  async #recover(reason: string): Promise<void> {
    this.#host = null
    if (this.#isClosed) {
      this.#ended?.()
      return
    }
    this.#settleLost(reason)
    const left = this.#leaveGpu()
    if (!this.#mayRestart()) {
      this.#giveUp(gaveUp())
      return
    }
    try {
      await this.start()
    } catch (error) {
      this.#giveUp(error instanceof AppFailure ? error : died(String(error)))
      return
    }
    this.#notify({ kind: 'restarted', reason, restarts: this.#restarts.length, left })
    for (const id of this.#pending.keys()) this.#send(id)
  }

  /** Its driver may be what took the process along. */
  #leaveGpu(): string | null {
    const model = this.#model
    if (model.provider === 'cpu') return null
    this.#model = { ...model, provider: 'cpu' }
    return model.provider
  }

  /** Rejects the calls that a new process cannot serve, or that were under way twice; marks the others. */
  #settleLost(reason: string): void {
    for (const [id, pending] of this.#pending) {
      if (pending.isSecondTry || decodesNeeded(pending.call).length > 0) {
        this.#pending.delete(id)
        pending.reject(died(reason))
      } else pending.isSecondTry = true
    }
  }

  /** Counts a restart, unless there were too many of late. */
  #mayRestart(): boolean {
    const now = performance.now()
    this.#restarts = this.#restarts.filter((at) => now - at < restartWindow)
    if (this.#restarts.length >= restartLimit) return false
    this.#restarts.push(now)
    return true
  }

  #giveUp(failure: AppFailure): void {
    this.#rejectAll(failure)
    this.#notify({ kind: 'gave-up', error: failure.error })
  }

  #rejectAll(failure: AppFailure): void {
    for (const { reject } of this.#pending.values()) reject(failure)
    this.#pending.clear()
  }
}

function gaveUp(): AppFailure {
  return new AppFailure({
    code: 'host_died',
    message: 'The model host died three times within five minutes and is not started again.',
    hint: 'Verify the model in the Models view or choose another; a new try is made after five minutes.',
  })
}
