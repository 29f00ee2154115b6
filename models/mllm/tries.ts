import { failure, throwIfAborted, type AppFailure } from '../failure.ts'
import { HostProblem, problemIn, tooSlow } from './host-problem.ts'
import { Limiter } from './limiter.ts'
import type { AskOptions, MllmProfile } from './mllm-ports.ts'
import { backOff, longestWait, type Clock } from './patience.ts'

/** Whose questions these are, and how much of the host they may use. */
export type TriesProfile = Pick<
  MllmProfile,
  'name' | 'url' | 'timeoutSeconds' | 'retries' | 'concurrency' | 'perMinute'
>

type How = Pick<AskOptions, 'signal' | 'onWait'> & {
  /** Another try begins: what came of the one before is void. */
  readonly onAgain?: () => void
  /** Whether the next question is put so that this problem does not come back: then it is asked at once, and not counted. */
  readonly amend?: (problem: HostProblem) => Promise<boolean>
}

/** Timers set for longer go off at once. */
const longestTimer = 2 ** 31 - 1

/** Puts questions to one host: in turn, each try within its time, again where that may help, with the pauses it asks for. */
export class Tries {
  readonly #profile: TriesProfile
  readonly #host: string
  readonly #clock: Clock
  readonly #limiter: Limiter

  constructor(profile: TriesProfile, clock: Clock) {
    this.#profile = profile
    this.#host = new URL(profile.url).host
    this.#clock = clock
    this.#limiter = new Limiter(profile, clock)
  }

  /**
   * What the work answers, with the milliseconds of the try that went well and its number, from 1. Throws AppFailure by
   * the last problem's code, or `cancelled`; bugs go through.
   */
  async ask<T extends object>(
    work: (limit: AbortSignal) => Promise<T>,
    how: How,
  ): Promise<T & { readonly milliseconds: number; readonly tries: number }> {
    const ticket = this.#limiter.draw()
    let failures = 0
    for (let tries = 1; ; tries++) {
      if (tries > 1) how.onAgain?.()
      const leave = await this.#limiter.enter(ticket, how)
      const began = this.#clock.now()
      const outcome = await this.#askOnce(work, how.signal).finally(leave)
      if (!(outcome instanceof HostProblem))
        return { ...outcome, milliseconds: this.#clock.now() - began, tries }
      if ((await how.amend?.(outcome)) !== true) await this.#endure(outcome, ++failures, how)
    }
  }

  /** What the work answers within so many seconds, or why it did not. Throws AppFailure `cancelled`, and bugs. */
  async within<T>(
    seconds: number,
    signal: AbortSignal | undefined,
    work: (limit: AbortSignal) => Promise<T>,
  ): Promise<T | HostProblem> {
    const limit = new AbortController()
    const wait = Math.min(seconds * 1000, longestTimer)
    const timer = setTimeout(() => limit.abort(tooSlow(this.#host, seconds)), wait)
    try {
      return await work(AbortSignal.any([limit.signal, ...(signal === undefined ? [] : [signal])]))
    } catch (error) {
      throwIfAborted(signal)
      const problem = problemIn(error)
      if (problem === null) throw error
      return problem
    } finally {
      clearTimeout(timer)
      // Whatever the libraries still hold open of it.
      limit.abort()
    }
  }

  /** What the user is told, in words that name the profile. */
  failure({ code, message, hint, waitMs }: HostProblem, tries: number): AppFailure {
    const often = tries > 1 ? ` (${tries} tries)` : ''
    const later =
      waitMs === null || waitMs <= longestWait
        ? ''
        : ` It asks to be left alone for ${Math.ceil(waitMs / 60_000)} minutes.`
    return failure(code, `“${this.#profile.name}”: ${message}${later}${often}`, hint)
  }

  async #askOnce<T>(
    work: (limit: AbortSignal) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T | HostProblem> {
    const outcome = await this.within(this.#profile.timeoutSeconds, signal, work)
    // Before the next one takes this one's place.
    const pause = outcome instanceof HostProblem ? (outcome.waitMs ?? 0) : 0
    if (pause <= longestWait) this.#limiter.holdUntil(this.#clock.now() + pause)
    return outcome
  }

  /** Waits for a better time; throws where there is none, or where tries are used up. */
  async #endure(problem: HostProblem, failures: number, { signal, onWait }: How): Promise<void> {
    if (!problem.isPassing || failures > this.#profile.retries)
      throw this.failure(problem, failures)
    const wait = backOff(failures, problem.waitMs, this.#clock)
    if (wait > longestWait) throw this.failure(problem, failures)
    onWait?.(problem.message, wait)
    try {
      await this.#clock.sleep(wait, signal)
    } catch (error) {
      throwIfAborted(signal)
      throw error
    }
  }
}
