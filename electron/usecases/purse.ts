import { readSpending } from '#electron/store/calls'
import { failure, throwIfAborted } from '#models/failure'
import type { OpenProject } from './open-project.ts'

/** What a question might cost at most. */
type Held = { readonly cost: number }

/** What all runs of a project have cost, and what their questions under way might: one for all its budgets. */
export class Purse {
  #cost: number
  readonly #held = new Set<Held>()
  readonly #waiting = new Set<() => void>()

  constructor(cost: number) {
    this.#cost = cost
  }

  get cost(): number {
    return this.#cost
  }

  /**
   * Sets it aside where the limit leaves room for it. False where there may be room once other questions are answered.
   * Throws AppFailure `project_limit_reached` where there will be none.
   */
  hold(most: Held, limit: number | null): boolean {
    const alone = this.#cost + most.cost
    if (limit !== null && alone > limit)
      throw failure(
        'project_limit_reached',
        `The project could cost more than its limit of ${limit}.`,
        'Raise the limit in the settings, or ask for less.',
      )
    const all = [...this.#held].reduce((sum, { cost }) => sum + cost, alone)
    if (limit !== null && all > limit) return false
    this.#held.add(most)
    return true
  }

  /** What was set aside is not any more; so much was spent of it. */
  settle(most: Held, cost: number): void {
    this.#held.delete(most)
    this.#cost += cost
    for (const wake of this.#waiting) wake()
  }

  /** Until a question is settled. Throws AppFailure `cancelled`. */
  async change(signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal)
    await new Promise<void>((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake)
        signal?.removeEventListener('abort', wake)
        resolve()
      }
      this.#waiting.add(wake)
      signal?.addEventListener('abort', wake, { once: true })
    })
    throwIfAborted(signal)
  }
}

const purses = new WeakMap<OpenProject, Promise<Purse>>()

/** What a project has spent: read once, then kept by the budgets of its runs. No other process asks for it meanwhile. */
export function purseOf(project: OpenProject): Promise<Purse> {
  const known = purses.get(project)
  if (known !== undefined) return known
  const purse = readSpending(project.db).then(({ cost }) => new Purse(cost))
  purses.set(project, purse)
  // One that could not be read is read again.
  purse.catch(() => purses.delete(project))
  return purse
}
