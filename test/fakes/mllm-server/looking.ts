import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import type { GridSettings } from '#core/grid/grid'
import { stripCount, stripEdges } from '#core/grid/lines'
import type { Rle } from '#core/mask/mask'
import { maskFromRle } from '#core/mask/rle'
import { parseReply } from '#core/prompt/parsers'
import { fillTurn, gridValues, parsePromptFile } from '#core/prompt/prompt-file'
import type { ParserId, ReplyContext, ReplyKinds } from '#core/prompt/reply'
import type { PromptValues } from '#core/prompt/template'
import { paintGridPrompt } from '#electron/files/overlay-painter'
import { readScenes, type Scene, type SceneSample } from '#electron/usecases/demo-scenes'
import { answerByLooking } from './eye.ts'
import type { AskedBody, AskedTurn } from './protocols/protocol.ts'

/** A query about a scene that ships with the program. */
export type Case = {
  readonly scene: Scene
  readonly sample: SceneSample
  readonly truth: Rle | null
}

export async function caseOf(id: string): Promise<Case> {
  for (const scene of await readScenes())
    for (const sample of scene.samples)
      if (sample.id === id) return { scene, sample, truth: sample.truth }
  throw new Error(`no sample ${id}`)
}

/** A turn of one of the program's prompt sets, with these pictures. */
export async function turnOf(
  set: string,
  turn: string,
  how: {
    readonly grid: GridSettings
    readonly values: PromptValues
    readonly pictures: readonly Uint8Array[]
  },
): Promise<AskedTurn> {
  const file = new URL(`../../../resources/prompts/${set}.md`, import.meta.url)
  const parsed = parsePromptFile(await readFile(file, 'utf8'), set)
  if (!parsed.ok) throw new Error(parsed.error.message)
  const values = { ...gridValues(how.grid), ...how.values }
  const filled = fillTurn(parsed.value, turn, { style: how.grid.style, values })
  if (!filled.ok) throw new Error(filled.error.message)
  return userTurn(filled.value.text, how.pictures)
}

export function userTurn(text: string, pictures: readonly Uint8Array[] = []): AskedTurn {
  const sent = pictures.map((bytes) => ({ bytes: Buffer.from(bytes), type: 'image/png' }))
  return { role: 'user', text, pictures: sent, details: [] }
}

/** What the fake replies to a conversation. */
export async function replyTo(turns: readonly AskedTurn[], orders: string | null = null) {
  const body: AskedBody = {
    model: 'fake-eye',
    isStream: true,
    system: '',
    turns,
    temperature: 0,
    maxTokens: 500,
  }
  return answerByLooking(body, { orders })
}

/** The reply as the program's own parser reads it; fails where it does not. */
export function readAs<P extends ParserId>(
  parser: P,
  text: string,
  context: ReplyContext,
): ReplyKinds[P] {
  const parsed = parseReply(parser, text, context)
  if (!parsed.ok) throw new Error(`${parsed.error.message}: ${text}`)
  return parsed.value
}

/** The pictures of a grid as the program sends them, of so many pixels a side. */
export async function gridPictures(
  scene: Scene,
  grid: GridSettings,
  side = 1000,
): Promise<Buffer[]> {
  const painted = await paintGridPrompt(scene.path, grid)
  return Promise.all(painted.map(({ png }) => resized(png, side)))
}

async function resized(png: Buffer, side: number): Promise<Buffer> {
  if (side === 1000) return png
  return sharp(png).resize(side, side, { fit: 'fill' }).png().toBuffer()
}

/** Less of the target than this share may go unnoticed in a strip. */
const leastShare = { surely: 0.02, atAll: 0.001 }

/** The rows and columns that surely, or at all, hold some of the mask: counted from its pixels. */
export function stripsOfMask(mask: Rle, grid: GridSettings) {
  const { size, bits } = maskFromRle(mask)
  const edges = stripEdges(grid)
  const counts = { rows: new Float64Array(20), columns: new Float64Array(20) }
  const stripAt = (share: number): number => edges.findLastIndex((edge) => edge <= share)
  let all = 0
  for (let i = 0; i < bits.length; i++) {
    if (bits[i] === 0) continue
    const x = i % size.width
    all += 1
    counts.columns[stripAt((x + 0.5) / size.width)]! += 1
    counts.rows[stripAt(((i - x) / size.width + 0.5) / size.height)]! += 1
  }
  const held = (of: Float64Array, share: number): number[] =>
    Array.from({ length: stripCount(grid) }, (_, i) => i + 1).filter(
      (id) => of[id - 1]! >= share * all,
    )
  return {
    surely: {
      rows: held(counts.rows, leastShare.surely),
      columns: held(counts.columns, leastShare.surely),
    },
    atAll: {
      rows: held(counts.rows, leastShare.atAll),
      columns: held(counts.columns, leastShare.atAll),
    },
  }
}
