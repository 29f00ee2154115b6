/** From the back to the front; one Konva layer each. */
export const layerNames = ['image', 'masks', 'guides', 'handles', 'sketch'] as const
export type LayerName = (typeof layerNames)[number]

/** Draws what became stale, all at once in the next frame, and nothing while nothing did. */
export class FrameLoop {
  readonly #before: () => void
  readonly #stale = new Set<LayerName>()
  #redraw: ((name: LayerName) => void) | null = null
  #frame: number | null = null

  /** `before` is called in each frame ahead of the drawing; what it makes stale is drawn in the same frame. */
  constructor(before: () => void) {
    this.#before = before
  }

  start(redraw: (name: LayerName) => void): void {
    this.#redraw = redraw
    this.invalidate(...layerNames)
  }

  stop(): void {
    this.#redraw = null
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
    this.#frame = null
  }

  invalidate(...names: readonly LayerName[]): void {
    for (const name of names) this.#stale.add(name)
    if (this.#redraw === null || this.#frame !== null) return
    this.#frame = requestAnimationFrame(() => this.#draw())
  }

  #draw(): void {
    this.#before()
    this.#frame = null
    const stale = layerNames.filter((name) => this.#stale.has(name))
    this.#stale.clear()
    for (const name of stale) this.#redraw?.(name)
  }
}
