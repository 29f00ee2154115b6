import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { rleArea } from '#core/mask/rle-ops'
import { fullRle, rleFromCounts } from '#core/mask/rle'
import type { EditData } from '#rpc/schemas/annotation'
import { createWindowBackend, fakeSize, type WindowBackend } from '../../fakes/window-backend.ts'
import { onNotice, type Notice } from '../../../renderer/state/notices.ts'
import { useSession } from '../../../renderer/state/session.ts'
import {
  editsSaved,
  pushEdits,
  redoEdit,
  retryEdits,
  startSession,
  undoEdit,
} from '../../../renderer/state/session-edits.ts'

const stroke = (from: number, length: number): EditData => ({
  kind: 'mask',
  layer: 'target',
  tool: 'brush',
  params: {},
  delta: rleFromCounts(fakeSize, [from, length, 48 - from - length]),
})

let backend: WindowBackend
let notices: Notice[]
let stop: () => void

beforeEach(() => {
  backend = createWindowBackend()
  vi.stubGlobal('fetch', backend.fetch)
  notices = []
  stop = onNotice((notice) => notices.push(notice))
  startSession(backend.detail())
})

afterEach(() => {
  stop()
  vi.unstubAllGlobals()
})

const shownArea = () => rleArea(useSession.getState().draft!.target)

describe('an edit', () => {
  it('is shown before the backend has answered, and kept by it', async () => {
    pushEdits([stroke(4, 10)])
    expect(shownArea()).toBe(10)
    expect(useSession.getState().draft!.revision).toBe(0)
    expect(useSession.getState().saveState).toBe('saving')
    await editsSaved()
    expect(useSession.getState()).toMatchObject({ saveState: 'saved', draft: { cursor: 1 } })
    expect(rleArea(backend.detail().draft.target)).toBe(10)
  })

  it('follows the one before in order, each on the revision it made', async () => {
    for (let i = 0; i < 5; i++) pushEdits([stroke(i * 4, 4)])
    expect(shownArea()).toBe(20)
    await editsSaved()
    expect(backend.detail().draft.revision).toBe(5)
    expect(shownArea()).toBe(20)
    expect(notices).toEqual([])
  })

  it('lets the chosen candidates go', () => {
    useSession.setState({ chosen: ['c01'] })
    pushEdits([stroke(0, 2)])
    expect(useSession.getState().chosen).toEqual([])
  })

  it('of the target takes “no target” back first', async () => {
    pushEdits([{ kind: 'no-target', value: true }])
    await editsSaved()
    pushEdits([stroke(0, 2)])
    expect(useSession.getState().draft!.noTarget).toBe(false)
    await editsSaved()
    expect(backend.detail().draft.noTarget).toBe(false)
    expect(backend.detail().draft.cursor).toBe(3)
  })
})

describe('undo', () => {
  it('waits for its turn behind edits under way', async () => {
    pushEdits([stroke(0, 4)])
    pushEdits([stroke(10, 4)])
    await editsSaved()
    undoEdit()
    await editsSaved()
    expect(shownArea()).toBe(4)
    expect(useSession.getState().draft!.cursor).toBe(1)
  })

  it('on its way can be redone at once: the key that follows is not lost', async () => {
    pushEdits([stroke(0, 4)])
    await editsSaved()
    undoEdit()
    const { cursor, edits } = useSession.getState().draft!
    expect([cursor, edits.length]).toEqual([0, 1])
    redoEdit()
    expect(useSession.getState().draft!.cursor).toBe(1)
    await editsSaved()
    expect(shownArea()).toBe(4)
  })

  it('of a point takes its click back', async () => {
    const click = { ...stroke(0, 4), tool: 'click' } as EditData
    useSession.setState({ clicks: [{ point: { x: 1, y: 1 } as never, label: 1 }] })
    pushEdits([click])
    await editsSaved()
    undoEdit()
    expect(useSession.getState().clicks).toEqual([])
  })
})

describe('a sample changed elsewhere', () => {
  it('shows its newest state and says that the edit was not applied', async () => {
    backend.pushElsewhere({ ...stroke(0, 1), delta: fullRle(fakeSize) } as EditData)
    pushEdits([stroke(0, 4)])
    await editsSaved()
    await vi.waitFor(() => expect(useSession.getState().draft!.revision).toBe(1))
    expect(shownArea()).toBe(48)
    expect(notices).toHaveLength(1)
    expect(notices[0]?.title).toMatch(/changed elsewhere/)
  })
})

describe('a backend that does not answer', () => {
  it('keeps edits waiting and sends them when it is back', async () => {
    backend.goAway(2)
    pushEdits([stroke(0, 4)])
    await vi.waitFor(() => expect(useSession.getState().saveState).toBe('offline'))
    expect(shownArea()).toBe(4)
    const hurry = setInterval(retryEdits, 5)
    await editsSaved()
    clearInterval(hurry)
    expect(useSession.getState().saveState).toBe('saved')
    expect(rleArea(backend.detail().draft.target)).toBe(4)
    expect(notices).toEqual([])
  })
})
