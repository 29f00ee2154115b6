import { promptFigures, type Figure, type ObjectTrial } from '#core/metrics/prompt-figures'
import type { ErrorCode } from '#core/result'
import { toldOf } from '#electron/files/failures'
import { AppFailure } from '#models/failure'
import type { Encoding, ImageSource, Segmenter } from '#models/ports'
import type { LeftOut } from '#rpc/schemas/project'
import { readBenchSet, type BenchFiles, type BenchImage } from './bench-objects.ts'
import { tryObject, type TrialShell } from './bench-trial.ts'
import { grabcutProblem, runGrabcut, type GrabcutAnswer } from './grabcut.ts'
import type { Studio } from './studio.ts'

export type BenchInput = BenchFiles & {
  readonly segmenter: string
  /** The script that measures GrabCut on the same objects, null where there is none; left out: not asked for. */
  readonly grabcut?: string | null
  /** As `DecodeOptions`; left out: as the editor asks. */
  readonly looks?: 1 | 2
}

export type BenchHooks = {
  readonly signal: AbortSignal
  readonly onProgress: (at: {
    readonly title: string
    readonly done: number
    readonly total: number | null
    readonly note: string
  }) => void
}

export type BenchObjectRow = ObjectTrial & { readonly id: number; readonly image: string }

export type GrabcutNote = {
  readonly objects: number
  /** Of these where it could not start; the filled box counts there. */
  readonly notStarted: number
  /** Why it was not measured, or not on all. */
  readonly problem: string | null
}

export type BenchResult = {
  /** `digest`: over the model's files. */
  readonly segmenter: { readonly id: string; readonly digest: string }
  /** null: as often as the editor. */
  readonly looks: 1 | 2 | null
  readonly coco: string
  /** How many were measured. */
  readonly n: { readonly images: number; readonly objects: number }
  readonly figures: readonly Figure[]
  /** null where it was not asked for. */
  readonly grabcut: GrabcutNote | null
  readonly objects: readonly BenchObjectRow[]
  readonly leftOut: readonly LeftOut[]
}

/** What is wrong with one image, not with the model. */
const imageCodes: ReadonlySet<ErrorCode> = new Set([
  'image_missing',
  'image_too_large',
  'image_unreadable',
  'size_mismatch',
])

/**
 * Measures a segmenter of the registry on the objects of a COCO file, through the model host. Throws AppFailure
 * `model_missing`, `model_broken`, `bad_json`, `bad_input`, `file_missing`, `file_unreadable` or `cancelled`.
 */
export async function benchModel(
  studio: Pick<Studio, 'segmenters'>,
  input: BenchInput,
  hooks: BenchHooks,
): Promise<BenchResult> {
  return studio.segmenters.use(input.segmenter, (by) => benchSegmenter(by, input, hooks))
}

async function benchSegmenter(
  segmenter: Segmenter,
  input: BenchInput,
  hooks: BenchHooks,
): Promise<BenchResult> {
  hooks.onProgress({ title: 'Reading', done: 0, total: null, note: input.coco })
  const set = await readBenchSet(input, hooks.signal)
  const measured = await measure({ segmenter, looks: input.looks }, set.images, hooks)
  const leftOut = [...set.leftOut, ...measured.leftOut]
  const compared = await compare(input, measured.images, hooks)
  const byId = new Map(compared.answer?.objects.map((one) => [one.id, one]))
  const objects = measured.rows.map((row) => ({ ...row, grabcut: grabcutOf(byId.get(row.id)) }))
  return {
    segmenter: { id: segmenter.card.id, digest: segmenter.card.digest },
    looks: input.looks ?? null,
    coco: input.coco,
    n: { images: measured.images.length, objects: objects.length },
    figures: promptFigures(objects, measured.times),
    grabcut: compared.told,
    objects,
    leftOut,
  }
}

function grabcutOf(found: GrabcutAnswer['objects'][number] | undefined): ObjectTrial['grabcut'] {
  return found === undefined ? null : { iou: found.iou, milliseconds: found.milliseconds }
}

async function measure(
  { segmenter, looks }: Pick<TrialShell, 'segmenter' | 'looks'>,
  images: readonly BenchImage[],
  { signal, onProgress }: BenchHooks,
) {
  const times = { encodes: [] as number[], decodes: [] as number[] }
  const rows: Omit<BenchObjectRow, 'grabcut'>[] = []
  const leftOut: LeftOut[] = []
  const done: BenchImage[] = []
  const total = images.reduce((sum, { objects }) => sum + objects.length, 0)
  const onDecode = (milliseconds: number) => void times.decodes.push(milliseconds)
  for (const image of images) {
    const { source, objects } = image
    const encoding = await encode(segmenter, source, signal)
    if ('reason' in encoding) {
      leftOut.push(encoding)
      continue
    }
    if (!encoding.isCached) times.encodes.push(encoding.milliseconds)
    const shell: TrialShell = { segmenter, image: source, looks, signal, onDecode }
    for (const { id, truth } of objects) {
      onProgress({ title: segmenter.card.id, done: rows.length, total, note: source.path })
      rows.push({ id, image: source.path, ...(await tryObject(shell, truth)) })
    }
    done.push(image)
  }
  onProgress({ title: segmenter.card.id, done: rows.length, total, note: '' })
  return { times, rows, leftOut, images: done }
}

/** The encoding, or why the image is left out. */
async function encode(
  segmenter: Segmenter,
  image: ImageSource,
  signal: AbortSignal,
): Promise<Encoding | LeftOut> {
  signal.throwIfAborted()
  try {
    return await segmenter.encode(image, null, { priority: 'run', signal })
  } catch (error) {
    if (!(error instanceof AppFailure) || !imageCodes.has(error.error.code)) throw error
    return { file: image.path, line: null, reason: toldOf(error.error) }
  }
}

type Compared = { readonly answer: GrabcutAnswer | null; readonly told: GrabcutNote | null }

async function compare(
  { grabcut: script }: BenchInput,
  images: readonly BenchImage[],
  { signal, onProgress }: BenchHooks,
): Promise<Compared> {
  if (script === undefined) return { answer: null, told: null }
  const problem = await grabcutProblem(script, signal)
  if (script === null || problem !== null)
    return { answer: null, told: { objects: 0, notStarted: 0, problem } }
  const total = images.length
  const onImage = (done: number) => onProgress({ title: 'GrabCut, image', done, total, note: '' })
  const answer = await runGrabcut(script, images, { signal, onImage })
  const left = answer.leftOut.map(({ id, reason }) => `annotation ${id}: ${reason}`)
  const told = {
    objects: answer.objects.length,
    notStarted: answer.objects.filter(({ started }) => !started).length,
    problem: left.length === 0 ? null : `left out by it: ${left.join('; ')}`,
  }
  return { answer, told }
}
