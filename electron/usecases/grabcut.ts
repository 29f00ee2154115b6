import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { countsFromRle } from '#core/mask/rle'
import { writeStreamAtomic } from '#electron/files/atomic-write'
import { failure, reasonOf } from '#models/failure'
import type { BenchImage } from './bench-objects.ts'

/** Debian's own Python, which has Debian's python3-opencv; another one first on the path may not. */
const python = '/usr/bin/python3'

const answerSchema = z.object({
  objects: z.array(
    z.object({
      id: z.int(),
      iou: z.number(),
      milliseconds: z.number(),
      started: z.boolean(),
    }),
  ),
  leftOut: z.array(z.object({ id: z.int(), reason: z.string() })),
})
export type GrabcutAnswer = z.infer<typeof answerSchema>

type RunOptions = {
  readonly signal: AbortSignal
  readonly onImage?: (done: number) => void
}

/** Why GrabCut cannot be measured here, and what to do about it; null where it can. */
export async function grabcutProblem(
  script: string | null,
  signal: AbortSignal,
): Promise<string | null> {
  if (script === null)
    return 'its script comes with the source checkout only; run this command there.'
  try {
    await runPython(['-c', 'import cv2, numpy'], { signal })
    return null
  } catch (error) {
    signal.throwIfAborted()
    return `${python} has no OpenCV (${reasonOf(error)}); install python3-opencv with Debian’s apt-get.`
  }
}

/** GrabCut with the box of every object (5 iterations). Throws AppFailure `internal` where the script fails. */
export async function runGrabcut(
  script: string,
  images: readonly BenchImage[],
  options: RunOptions,
): Promise<GrabcutAnswer> {
  const folder = await mkdtemp(join(tmpdir(), 'reaseg-grabcut-'))
  try {
    const file = join(folder, 'objects.json')
    await writeStreamAtomic(file, cocoLines(images), { signal: options.signal })
    const args = [script, '--coco', file, '--images', folder]
    return answerSchema.parse(JSON.parse(await runPython(args, options)))
  } catch (error) {
    options.signal.throwIfAborted()
    throw failure('internal', `GrabCut failed: ${reasonOf(error)}`, 'Leave --grabcut out.')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The very objects that were measured, in the one form that the script reads. */
function* cocoLines(images: readonly BenchImage[]): Generator<string> {
  yield '{"images":['
  for (const [i, { source }] of images.entries())
    yield `${i === 0 ? '' : ','}\n${JSON.stringify({ id: i, file_name: source.path })}`
  yield '],"annotations":['
  let lead = '\n'
  for (const [i, { objects }] of images.entries())
    for (const { id, truth } of objects) {
      const segmentation = { size: truth.size, counts: [...countsFromRle(truth)] }
      yield `${lead}${JSON.stringify({ id, image_id: i, segmentation })}`
      lead = ',\n'
    }
  yield ']}\n'
}

/** What it prints. Rejects with its last words where it fails. */
function runPython(args: readonly string[], { signal, onImage }: RunOptions): Promise<string> {
  const child = spawn(python, args, { stdio: ['ignore', 'pipe', 'pipe'], signal })
  let printed = ''
  let lastLine = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastLine = line
    const done = /^(\d+) \d+$/.exec(line)?.[1]
    if (done !== undefined) onImage?.(Number(done))
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(printed)
      else reject(new Error(lastLine === '' ? `it ended with code ${code}` : lastLine))
    })
  })
}
