import path from 'node:path'
import { parseRle } from '#core/mask/rle'
import { isSameSize } from '#core/geometry/size'
import { sizeOfRle } from '#core/mask/mask'
import { maskIou } from '#core/mask/rle-ops'
import { getSample } from '#electron/store/samples'
import { digestOfFile } from '#models/files/digest'
import { checkImage } from '#models/image/open-image'
import { failure, unwrap } from '#models/failure'
import type {
  Decoded,
  DecodedMask,
  ImageSource,
  MaskPrompt,
  Segmenter,
  SegmenterCapabilities,
} from '#models/ports'
import type { Answer, ParsedParams } from '#rpc/contract'
import type { UseCases } from './use-cases.ts'
import { imageSourceOf } from './image-source.ts'
import { pipelineSettings } from './projects.ts'
import type { Studio } from './studio.ts'

type SegmentPrompt = ParsedParams<'segment.image'>['prompt']
type SegmentAnswer = Answer<'segment.image'>

/**
 * Logits of masks that were answered before, by their run lengths: a click on such a mask starts from its very logits,
 * any other mask (a painted one) is turned into logits first. A host that restarted has lost them; then likewise.
 */
const remembered = 64
const knownLogits = new WeakMap<Segmenter, Map<string, MaskPrompt>>()

/**
 * All clicks so far plus the current mask → three masks, best predicted IoU first. Goes before everything else. `looks`
 * as in `DecodeOptions`.
 */
export async function segmentSource(
  segmenter: Segmenter,
  image: ImageSource,
  prompt: SegmentPrompt,
  looks: 1 | 2 = 2,
): Promise<SegmentAnswer> {
  if (prompt.points.length === 0 && prompt.box === null)
    throw failure('bad_input', 'Nothing to segment by.', 'Give at least one point or a box.')
  const since = performance.now()
  const options = { priority: 'click', looks } as const
  const encoding = await segmenter.encode(image, null, options)
  const mask = maskPromptOf(segmenter, image, prompt)
  const ask = { points: prompt.points, box: prompt.box }
  const [decoded] = await segmenter
    .decode(encoding, [{ ...ask, mask }], options)
    .catch((error: unknown) => {
      if (mask?.kind !== 'logits' || prompt.mask === null) throw error
      knownLogits.delete(segmenter)
      const again = { ...ask, mask: { kind: 'mask' as const, rle: prompt.mask } }
      return segmenter.decode(encoding, [again], options)
    })
  if (decoded === undefined) throw new Error('the segmenter answered one prompt with no result')
  const masks = inOrder(decoded, prompt, segmenter.card.capabilities)
  for (const { rle, token } of masks)
    remember(segmenter, keyOf(image, rle.counts), { kind: 'logits', decoded: decoded.id, token })
  return {
    id: decoded.id,
    model: segmenter.card.id,
    masks: masks.map(({ rle, predictedIou }) => ({ rle, score: predictedIou })),
    milliseconds: performance.now() - since,
  }
}

/**
 * Best first. A box or several clicks mean one thing: the export's own mask for that leads where it has one. Where the
 * model cannot start from the current mask, the mask most like it leads, so that a click changes what is seen.
 */
function inOrder(
  { masks, single }: Decoded,
  prompt: SegmentPrompt,
  { maskPrompt }: SegmenterCapabilities,
): readonly DecodedMask[] {
  const sorted = masks.toSorted((a, b) => b.predictedIou - a.predictedIou)
  const meansOne = prompt.box !== null || prompt.points.length > 1
  if (!maskPrompt && prompt.mask !== null) {
    const current = unwrap(parseRle(prompt.mask))
    return sorted.toSorted((a, b) => maskIou(b.rle, current) - maskIou(a.rle, current))
  }
  return single !== null && meansOne ? [single, ...sorted] : sorted
}

function maskPromptOf(
  segmenter: Segmenter,
  image: ImageSource,
  prompt: SegmentPrompt,
): MaskPrompt | null {
  if (prompt.mask === null) return null
  const rle = unwrap(parseRle(prompt.mask))
  if (!isSameSize(sizeOfRle(rle), image.size))
    throw failure(
      'size_mismatch',
      `The mask is ${rle.size[1]}×${rle.size[0]} but ${path.basename(image.path)} is ${image.size.width}×${image.size.height}.`,
      'Send a mask of the image’s own size.',
    )
  if (!segmenter.card.capabilities.maskPrompt) return null
  return knownLogits.get(segmenter)?.get(keyOf(image, rle.counts)) ?? { kind: 'mask', rle }
}

function keyOf(image: ImageSource, counts: string): string {
  return `${image.digest} ${counts}`
}

function remember(segmenter: Segmenter, key: string, prompt: MaskPrompt): void {
  const known = knownLogits.get(segmenter) ?? new Map<string, MaskPrompt>()
  knownLogits.set(segmenter, known)
  known.delete(key)
  known.set(key, prompt)
  const [oldest] = known.keys()
  if (known.size > remembered && oldest !== undefined) known.delete(oldest)
}

async function segmentSample(
  studio: Studio,
  { sample, prompt }: ParsedParams<'segment.image'>,
): Promise<SegmentAnswer> {
  const project = studio.project()
  const { image } = await getSample(project.db, sample)
  const settings = await pipelineSettings(project)
  const source = await imageSourceOf(project, image)
  return studio.segmenters.use(settings.segmenter, (by) => segmentSource(by, source, prompt))
}

/** An image on the disk that belongs to no project. */
export async function openImageSource(file: string): Promise<ImageSource> {
  const full = path.resolve(file)
  const info = unwrap(await checkImage(full))
  return { path: full, digest: await digestOfFile(full), size: info.size }
}

export const segmentHandlers = {
  'segment.image': segmentSample,
  'segment.file': async (studio, { path: file, prompt, segmenter }) => {
    const source = await openImageSource(file)
    return studio.segmenters.use(segmenter, (by) => segmentSource(by, source, prompt))
  },
} satisfies Partial<UseCases>
