import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll } from 'vitest'
import type { Candidate } from '#core/candidate/candidate'
import { rankCandidates } from '#core/candidate/rank'
import type { GridSettings } from '#core/grid/grid'
import { rasterOf } from '#core/mask/raster'
import { rleFromMask } from '#core/mask/rle'
import { judgeCandidates, type JudgeTask } from '#electron/usecases/judge'
import type { ImagePictures } from '#electron/usecases/judge-pictures'
import type { MllmProfile, MllmRequest } from '#models/mllm/mllm-ports'
import { FakeMllm, type FakeReply } from '../../fakes/mllm.ts'
import { discMask, maskIou } from '../../fixtures/pictures.ts'
import { askingProject, masksIn, plainPictures, type Asking } from './judge-fixture.ts'

/** A disc to be found, and a judge that sees how well masks cover it. */
export const size = { width: 320, height: 200 }
export const truth = rleFromMask(discMask(size, { x: 160, y: 100, r: 60 }))
const grid: GridSettings = { n: 5, style: 'split', shift: false }

let folder: string
let pictures: ImagePictures
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reaseg-judged-'))
  const path = join(folder, 'plain.png')
  await sharp({ create: { ...size, channels: 3, background: '#456' } }).toFile(path)
  const painted = plainPictures(path, grid)
  const bare = await painted.bare()
  pictures = { ...painted, bare: async () => bare }
})
afterAll(() => rm(folder, { recursive: true }))

/** Discs ever further from the target; geometry likes the far ones best. */
function candidatesOf(count: number): Candidate[] {
  const drafts = Array.from({ length: count }, (_, i) => ({
    source: 'seed' as const,
    region: 0,
    rle: rleFromMask(discMask(size, { x: 160 - 14 * i, y: 100, r: 60 - 2 * i })),
    predictedIou: 0.9,
    stability: 0.9,
    token: 0,
    seed: null,
    flags: [],
    terms,
    score: 0.2 + 0.05 * i,
    reason: null,
  }))
  return rankCandidates(drafts, { alikeIou: 0.9 })
}

const terms = {
  predictedIou: 0,
  stability: 0,
  priorInside: 0,
  priorCovered: 0,
  areaSanity: 0,
  borderFree: 0,
}

export function taskOf(count: number, given: Partial<JudgeTask['settings']> = {}): JudgeTask {
  const settings = {
    view: 'masks' as const,
    cot: false,
    rounds: 1,
    seed: 3,
    groupSize: 5,
    askNone: false,
    stopEarly: true,
  }
  return {
    candidates: candidatesOf(count),
    image: { id: 1, size },
    query: 'what is round?',
    target: 'disc',
    attributes: ['yellow', 'flat'],
    grid,
    settings: { ...settings, ...given },
    weight: 1,
    alikeIou: 0.9,
  }
}

export function replyOf(scores: readonly number[], noneFits = false): string {
  const masks = scores.map((iou, i) => ({ mask: i + 1, iou, reason: `scored ${iou}` }))
  return JSON.stringify({ masks, none_fits: noneFits })
}

/** It looks at the pictures: the true overlap of every mask it is sent. */
export const honest: FakeReply = async (request) => {
  const shown = await masksIn(request)
  return replyOf(
    shown.map((mask) => Math.round(100 * maskIou(mask, rasterOf(truth, mask.size))) / 100),
  )
}

export type Given = { readonly profile?: Partial<MllmProfile>; readonly asking?: Asking }

export async function start(reply: FakeReply, given: Given = {}) {
  const project = await askingProject(size)
  const mllm = new FakeMllm(reply, given.profile)
  const tools = { asker: project.asker(mllm, given.asking), shelf: project.shelf, pictures }
  return { mllm, tools, project }
}

export async function judge(task: JudgeTask, reply: FakeReply, given: Given = {}) {
  const { mllm, tools } = await start(reply, given)
  return { ...(await judgeCandidates(task, tools)), mllm }
}

export const isRepair = ({ turns }: MllmRequest): boolean => turns.length > 1
