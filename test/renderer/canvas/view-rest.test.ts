import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ViewRest } from '../../../renderer/canvas/view-rest.ts'
import type { Viewport } from '../../../renderer/canvas/viewport.ts'

const at = (left: number): Viewport => ({
  size: { width: 80, height: 60 },
  zoom: 1,
  left,
  top: 0,
})

describe('ViewRest', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('takes the first view for resting, and so the same one again', () => {
    const rest = new ViewRest(() => {})
    const view = at(0)
    expect([rest.follow(view), rest.follow(view)]).toEqual([true, true])
  })

  it('moves from the first other view until none came for a while, and then says so once', () => {
    const onRest = vi.fn()
    const rest = new ViewRest(onRest)
    rest.follow(at(0))
    for (let step = 1; step <= 20; step++) {
      expect(rest.follow(at(step))).toBe(false)
      vi.advanceTimersByTime(50)
    }
    expect(onRest).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1000)
    expect(onRest).toHaveBeenCalledOnce()
  })

  it('rests in the frame drawn for the end of the movement', () => {
    const seen: boolean[] = []
    const last = at(1)
    const rest = new ViewRest(() => seen.push(rest.follow(last)))
    rest.follow(at(0))
    rest.follow(last)
    // The same view drawn again for another reason does not put the end off.
    vi.advanceTimersByTime(60)
    rest.follow(last)
    vi.advanceTimersByTime(60)
    expect(seen).toEqual([true])
  })

  it('starts anew once forgotten, and tells nothing of the movement before', () => {
    const onRest = vi.fn()
    const rest = new ViewRest(onRest)
    rest.follow(at(0))
    rest.follow(at(1))
    rest.forget()
    expect(rest.follow(at(2))).toBe(true)
    vi.advanceTimersByTime(1000)
    expect(onRest).not.toHaveBeenCalled()
  })
})
