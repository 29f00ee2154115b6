import { xorRles } from '#core/mask/rle-ops'
import type { Draft, EditData } from '#rpc/schemas/annotation'
import { hasCode, isOffline } from '../rpc/client-error.ts'

export type EditOperation =
  | { readonly kind: 'push'; readonly edits: readonly EditData[] }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }

export type SaveState = 'saved' | 'saving' | 'offline'

export type EditQueueEvents = {
  /** Sends one operation, made on `revision`; answers the draft after it. */
  readonly send: (operation: EditOperation, revision: number) => Promise<Draft>
  readonly onDraft: (draft: Draft) => void
  readonly onState: (state: SaveState) => void
  /** The backend's draft is another one: the operations that were waiting are given up. */
  readonly onStale: (lost: number) => void
  readonly onFailure: (error: unknown) => void
  /** Waits before the next try; resolves early when told to hurry. */
  readonly pause: (milliseconds: number) => Promise<void>
}

export type EditQueue = {
  readonly add: (operation: EditOperation) => void
  /** Resolves once nothing waits: all is acknowledged or given up. */
  readonly drained: () => Promise<void>
  /** A newer draft from elsewhere (an accept, a reload); ignored while operations wait. */
  readonly reset: (draft: Draft) => void
}

const retryDelays = [500, 1000, 2000, 5000] as const

/**
 * Edits of one sample: shown at once, sent one after another, each on the revision the last answer gave.
 * An unreachable backend keeps them waiting; a stale revision or a refusal gives them up and says so.
 */
export function createEditQueue(start: Draft, events: EditQueueEvents): EditQueue {
  let acknowledged = start
  let waiting: readonly EditOperation[] = []
  let running: Promise<void> | null = null

  const show = () => events.onDraft(applyOperations(acknowledged, waiting))

  const sendFirst = async (): Promise<void> => {
    const operation = waiting[0] as EditOperation
    acknowledged = await sendUntilReached(operation, acknowledged.revision, events)
    waiting = waiting.slice(1)
    show()
  }

  const run = async (): Promise<void> => {
    events.onState('saving')
    try {
      while (waiting.length > 0) await sendFirst()
    } catch (error) {
      const lost = waiting.length
      waiting = []
      show()
      if (hasCode(error, 'stale_revision')) events.onStale(lost)
      else events.onFailure(error)
    }
    running = null
    events.onState('saved')
  }

  return {
    add(operation) {
      waiting = [...waiting, operation]
      show()
      running ??= run()
    },
    drained: async () => {
      while (running !== null) await running
    },
    reset(draft) {
      if (running !== null || draft.revision < acknowledged.revision) return
      acknowledged = draft
      show()
    },
  }
}

/**
 * The draft with operations applied that the backend has not acknowledged yet. Of undo and redo the step counts at once,
 * so that the next key finds it; their mask waits for the answer.
 */
export function applyOperations(draft: Draft, operations: readonly EditOperation[]): Draft {
  return operations.reduce(applyOperation, draft)
}

function applyOperation(draft: Draft, operation: EditOperation): Draft {
  if (operation.kind === 'undo') return { ...draft, cursor: Math.max(0, draft.cursor - 1) }
  if (operation.kind === 'redo')
    return { ...draft, cursor: Math.min(draft.edits.length, draft.cursor + 1) }
  return operation.edits.reduce(applyToDraft, draft)
}

function applyToDraft(draft: Draft, edit: EditData): Draft {
  if (edit.kind === 'no-target') return { ...draft, noTarget: edit.value }
  return { ...draft, [edit.layer]: xorRles(draft[edit.layer], edit.delta) }
}

async function sendUntilReached(
  operation: EditOperation,
  revision: number,
  events: EditQueueEvents,
): Promise<Draft> {
  for (let attempt = 0; ; attempt++) {
    try {
      const draft = await events.send(operation, revision)
      if (attempt > 0) events.onState('saving')
      return draft
    } catch (error) {
      if (!isOffline(error)) throw error
      events.onState('offline')
      await events.pause(retryDelays[Math.min(attempt, retryDelays.length - 1)] as number)
    }
  }
}
