import type { Log } from '#electron/files/log'
import { findPlaces } from '#electron/files/places'
import { AppFailure, cancelledError, failure, unwrap } from '#models/failure'
import { readImageSource } from '#models/image/open-image'
import type { SegmenterCard } from '#models/ports'
import { testProviders } from '#models/self-test'
import { readScenes } from './demo-scenes.ts'
import type { KnownTest, ProviderChoice } from './provider-choice.ts'

/** Self-tests of segmenters, one after another. */
export interface ModelTester {
  /** Id of the model that is tested now. */
  testing(): string | null
  /** On all providers of the runtime unless named; remembered. Throws AppFailure `cancelled` and what the CPU says. */
  test(card: SegmenterCard, providers: readonly string[] | null): Promise<KnownTest>
  /** The same with nobody waiting: what goes wrong is logged. */
  testBehind(card: SegmenterCard): void
  /** Ends the test that runs. */
  cancel(): void
  /** Ends all and waits for it. */
  close(): Promise<void>
}

export type TesterParts = {
  readonly choice: ProviderChoice
  readonly log: Log
  /** Told whenever another model, or none, is tested. */
  readonly onChange: () => void
}

export function createModelTester(parts: TesterParts): ModelTester {
  let turn: Promise<unknown> = Promise.resolve()
  let current: { readonly id: string; readonly stop: AbortController } | null = null
  let isClosed = false

  const run = async (card: SegmenterCard, providers: readonly string[] | null) => {
    if (isClosed) throw new AppFailure(cancelledError)
    const stop = new AbortController()
    current = { id: card.id, stop }
    parts.onChange()
    try {
      const image = await pictureToTestOn()
      const { hostEntry } = findPlaces()
      const host = hostEntry === null ? {} : { host: { entry: hostEntry } }
      const verdicts = await testProviders(
        { card, image, signal: stop.signal, ...host },
        providers ?? undefined,
      )
      return await parts.choice.remember(card, verdicts)
    } finally {
      current = null
      parts.onChange()
    }
  }
  const test = (card: SegmenterCard, providers: readonly string[] | null) => {
    const next = turn.then(() => run(card, providers))
    turn = next.catch(() => undefined)
    return next
  }
  return {
    testing: () => current?.id ?? null,
    test,
    testBehind(card) {
      test(card, null).catch((error: unknown) => {
        if (error instanceof AppFailure && error.error.code === 'cancelled') return
        parts.log.write('warning', `the self-test of ${card.id} failed`, { error: String(error) })
      })
    },
    cancel: () => current?.stop.abort(),
    async close() {
      isClosed = true
      current?.stop.abort()
      await turn
    },
  }
}

/** The first of the scenes that ship. */
async function pictureToTestOn() {
  const [scene] = await readScenes()
  if (scene === undefined) throw failure('file_missing', 'No sample scene ships.', '')
  return unwrap(await readImageSource(scene.path))
}
