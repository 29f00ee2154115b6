import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { imageBox, type ImageBox } from '#core/geometry/box'
import { imagePoint } from '#core/geometry/point'
import { maskIou } from '#core/mask/rle-ops'
import type { Rle } from '#core/mask/mask'
import { AppFailure } from './failure.ts'
import { openSegmenterHost, type HostOptions } from './host/client.ts'
import type { CallOptions, ImageSource, Prompt, SegmenterCard } from './ports.ts'
import type { Verdict } from './verdict.ts'

export type SelfTest = {
  readonly card: SegmenterCard
  /** Any picture with things in it. */
  readonly image: ImageSource
  readonly host?: Pick<HostOptions, 'execPath' | 'entry'>
  readonly signal?: AbortSignal
  /** How much longer than the CPU another provider may take for the whole test, before it counts as too slow; 20 unless given. */
  readonly patience?: number
}

/** The least IoU of two masks that are called the same. */
export const leastIou = 0.95
/** Graphs are compiled for a GPU when they are first run: milliseconds that any provider gets. */
const leastLimit = 60_000
/** Where it is clicked, as shares of the picture. */
const places = [
  [0.5, 0.5],
  [0.3, 0.35],
  [0.7, 0.6],
] as const

/**
 * Encodes on the CPU and on each of the providers (all of the runtime unless given), each in a process of its own that
 * may die, decodes on the CPU and compares the masks. The CPU comes first and must only run and give numbers. Throws
 * AppFailure where the CPU fails or it is cancelled.
 */
export async function testProviders(
  test: SelfTest,
  providers?: readonly string[],
): Promise<readonly Verdict[]> {
  const since = performance.now()
  const reference = await tryProvider(test, 'cpu')
  const spent = performance.now() - since
  const limit = Math.max(leastLimit, Math.ceil((test.patience ?? 20) * spent))
  const verdicts: Verdict[] = [
    { provider: 'cpu', isGood: true, reason: null, iou: 1, ...reference.cost },
  ]
  for (const provider of (providers ?? reference.providers).filter((one) => one !== 'cpu'))
    verdicts.push(await verdictOn(provider, test, { reference, limit }))
  return verdicts
}

async function verdictOn(
  provider: string,
  test: SelfTest,
  { reference, limit }: { readonly reference: Trial; readonly limit: number },
): Promise<Verdict> {
  const none = { iou: null, encode: null, decode: null, memory: null }
  const late = AbortSignal.timeout(limit)
  try {
    const signal = AbortSignal.any([late, ...(test.signal === undefined ? [] : [test.signal])])
    const found = await tryProvider({ ...test, signal }, provider)
    const iou = Math.min(...found.masks.map((mask, i) => maskIou(mask, reference.masks[i] as Rle)))
    const isGood = iou >= leastIou
    const reason = isGood
      ? null
      : `Its masks differ from those of the CPU: IoU ${iou.toFixed(2)}, at least ${String(leastIou)} is wanted.`
    return { provider, isGood, reason, iou, ...found.cost }
  } catch (error) {
    const isUsers = test.signal?.aborted === true
    if (!(error instanceof AppFailure) || isUsers) throw error
    const reason = late.aborted ? tooSlow(limit) : error.error.message
    return { provider, isGood: false, reason, ...none }
  }
}

function tooSlow(limit: number): string {
  return `It was not done after ${String(Math.round(limit / 1000))} s, far slower than the CPU.`
}

type Trial = {
  readonly masks: readonly Rle[]
  /** Of the runtime. */
  readonly providers: readonly string[]
  readonly cost: { readonly encode: number; readonly decode: number; readonly memory: number }
}

/** The masks of the clicks, and what they cost, with no cache that could hide anything. */
async function tryProvider(test: SelfTest, provider: string): Promise<Trial> {
  const { card, image, signal } = test
  const cacheDir = await mkdtemp(path.join(tmpdir(), 'reaseg-self-test-'))
  const call: CallOptions = { priority: 'run', ...(signal === undefined ? {} : { signal }) }
  try {
    const host = await openSegmenterHost({ ...test.host, card, cacheDir, provider })
    try {
      // The first run makes plans and shaders; a part of the picture keeps the whole one to be encoded.
      await host.encode(image, halfOf(image), call)
      const encoding = await host.encode(image, null, call)
      const prompts = promptsOn(image)
      await host.decode(encoding, prompts.slice(0, 1), call)
      const since = performance.now()
      const decoded = await host.decode(encoding, prompts, call)
      const decode = (performance.now() - since) / prompts.length
      const memory = await host.memory(call)
      const providers = await host.providers(call)
      const masks = decoded.flatMap((one) => one.masks.map(({ rle }) => rle))
      return { masks, providers, cost: { encode: encoding.milliseconds, decode, memory } }
    } finally {
      await host.close()
    }
  } finally {
    await rm(cacheDir, { recursive: true, force: true })
  }
}

function halfOf({ size }: ImageSource): ImageBox {
  return imageBox(0, 0, Math.ceil(size.width / 2), Math.ceil(size.height / 2))
}

function promptsOn({ size }: ImageSource): Prompt[] {
  return places.map(([x, y]) => ({
    points: [{ point: imagePoint(x * size.width, y * size.height), label: 1 }],
    box: null,
    mask: null,
  }))
}
