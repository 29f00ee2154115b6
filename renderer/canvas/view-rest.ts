import type { Viewport } from './viewport.ts'

/** Milliseconds without another view until it counts as resting. */
const restTime = 100

/** Tells a view that lies still from one that is being panned or zoomed: what takes long waits for the former. */
export class ViewRest {
  readonly #onRest: () => void
  #view: Viewport | null = null
  #timer: ReturnType<typeof setTimeout> | null = null

  /** `onRest` is called each time a movement has ended. */
  constructor(onRest: () => void) {
    this.#onRest = onRest
  }

  /** Takes the view of a frame; says whether it rests. The first view after a start does. */
  follow(view: Viewport): boolean {
    if (this.#view !== null && this.#view !== view) this.#wait()
    this.#view = view
    return this.#timer === null
  }

  /** The next view is a start and no movement. */
  forget(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#view = null
  }

  #wait(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#onRest()
    }, restTime)
  }
}
