import type { Places } from '#electron/files/places'
import { AppFailure, failure } from '#models/failure'
import { openSegmenterHost } from '#models/host/client'
import type { HostNotice } from '#models/host/supervisor'
import { installedSegmenters } from '#models/installed'
import type { Segmenter, SegmenterCard } from '#models/ports'
import { listSegmenters } from '#models/registry'
import type { ProviderChoice } from './provider-choice.ts'
import type { SegmenterSource } from './segmenter-pool.ts'

export type SourceParts = {
  readonly places: Pick<Places, 'weights' | 'hostEntry'>
  /** Where fetched models lie. */
  readonly modelsDir: string
  readonly cacheDir: string
  /** Asked when a host is opened. */
  readonly cacheBytes: () => number
  readonly choice: ProviderChoice
  readonly onNotice: (notice: HostNotice) => void
}

/** The segmenters of this machine, each in a process of its own, its encoder on what its self-test found best. */
export function createSegmenterSource(parts: SourceParts): SegmenterSource {
  const list = async () =>
    listSegmenters(await installedSegmenters(parts.modelsDir), parts.places.weights)
  return {
    list,
    async open(id) {
      const cards = await list()
      const card = cards.find((known) => known.id === id)
      if (card === undefined) throw unknown(id, cards)
      await tellWhereOutdated(card, parts)
      return openBest(card, parts)
    },
  }
}

/** Never silently: a GPU that was good and fails now is told of, remembered as bad, and the CPU takes over. */
async function openBest(card: SegmenterCard, parts: SourceParts): Promise<Segmenter> {
  const provider = await parts.choice.providerFor(card)
  try {
    return await openOn(card, provider, parts)
  } catch (error) {
    if (!(error instanceof AppFailure) || provider === 'cpu') throw error
    const reason = error.error.message
    const none = { iou: null, encode: null, decode: null, memory: null }
    await parts.choice.remember(card, [{ provider, isGood: false, reason, ...none }])
    parts.onNotice({
      kind: 'problem',
      error: {
        code: 'model_broken',
        message: `${card.title} runs on the CPU: ${provider} failed (${reason})`,
        hint: 'Test it again in the Models view once the driver is mended.',
      },
    })
    return openOn(card, 'cpu', parts)
  }
}

function openOn(card: SegmenterCard, provider: string, parts: SourceParts): Promise<Segmenter> {
  const { places, cacheDir, cacheBytes, onNotice } = parts
  return openSegmenterHost({
    card,
    cacheDir,
    cacheBytes: cacheBytes(),
    provider,
    onNotice,
    ...(places.hostEntry === null ? {} : { entry: places.hostEntry }),
  })
}

async function tellWhereOutdated(card: SegmenterCard, { choice, onNotice }: SourceParts) {
  const known = await choice.testOf(card)
  const hadGpu = known?.test.verdicts.some(({ provider, isGood }) => isGood && provider !== 'cpu')
  if (known === null || known.isCurrent || hadGpu !== true) return
  onNotice({
    kind: 'problem',
    error: {
      code: 'model_broken',
      message: `${card.title} runs on the CPU: its files, the driver or the runtime changed since its self-test.`,
      hint: 'Test it again in the Models view.',
    },
  })
}

function unknown(id: string, cards: readonly SegmenterCard[]): AppFailure {
  return failure(
    'model_missing',
    `There is no segmenter ${id}.`,
    `Known: ${cards.map((known) => known.id).join(', ')}. Others are in the Models view.`,
  )
}
