import path from 'node:path'
import { maskIou, rleBox } from '#core/mask/rle-ops'
import type { Rle } from '#core/mask/mask'
import { unwrap } from '#models/failure'
import { readImageSource } from '#models/image/open-image'
import type { Prompt, Segmenter } from '#models/ports'
import { embeddedSegmenter } from '#models/registry'
import { openSegmenter } from '#models/segmenter'
import { useSoftwareVulkan } from '../tasks/software-vulkan.ts'
import { readPhotoObjects, type PhotoObject } from './photo-objects.ts'
import type { BenchRow } from './table.ts'

const imageCount = 3
const leastIou = 0.98

/**
 * Whether the embedded segmenter, encoder and decoder, gives the same masks on `webgpu` as on `cpu`: every object of
 * three photographs (`PHOTOS=DIR`) by its box, the lowest IoU of the two masks. Without a GPU SwiftShader computes.
 */
export async function benchProviders(): Promise<BenchRow[]> {
  const folder = process.env['PHOTOS']
  const missing =
    folder === undefined ? 'PHOTOS=DIR names no folder of photographs' : useSoftwareVulkan()
  if (folder === undefined || missing !== null) {
    console.error(`providers: ${missing ?? ''}`)
    return []
  }
  const objects = await readPhotoObjects(folder)
  const files = [...new Set(objects.map(({ file }) => file))].slice(0, imageCount)
  const chosen = objects.filter(({ file }) => files.includes(file))
  const cpu = await masksOn('cpu', folder, chosen)
  const webgpu = await masksOn('webgpu', folder, chosen)
  const ious = cpu.masks.map((mask, i) => maskIou(mask, webgpu.masks[i] as Rle))
  const least = Math.min(...ious)
  return [
    {
      what: 'the same masks on webgpu as on cpu',
      ours: `IoU ${least.toFixed(4)}`,
      peer: '1',
      ratio: least,
      target: `≥ ${String(leastIou)}`,
      isMet: least >= leastIou,
      note: `lowest of ${String(ious.length)} masks on ${String(files.length)} photographs; cpu ${seconds(cpu)}, webgpu ${seconds(webgpu)}`,
    },
  ]
}

type Masks = { readonly masks: readonly Rle[]; readonly milliseconds: number }

async function masksOn(
  provider: string,
  folder: string,
  objects: readonly PhotoObject[],
): Promise<Masks> {
  const since = performance.now()
  const session = { providers: [provider], threads: 1 }
  const segmenter = await openSegmenter(embeddedSegmenter(), { session })
  const masks: Rle[] = []
  for (const { file, truth } of objects)
    masks.push(await maskOf(segmenter, path.join(folder, 'images', file), truth))
  await segmenter.close()
  return { masks, milliseconds: performance.now() - since }
}

async function maskOf(segmenter: Segmenter, file: string, truth: Rle): Promise<Rle> {
  const box = rleBox(truth)
  if (box === null) throw new Error(`an empty mask on ${file}`)
  const encoding = await segmenter.encode(unwrap(await readImageSource(file)), null, {
    priority: 'run',
  })
  const prompt: Prompt = { points: [], box, mask: null }
  const [decoded] = await segmenter.decode(encoding, [prompt], { priority: 'run' })
  const best = decoded?.masks.find(({ token }) => token === decoded.initialToken)
  if (best === undefined) throw new Error(`no mask for ${file}`)
  return best.rle
}

function seconds({ milliseconds }: Masks): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}
