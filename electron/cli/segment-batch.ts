import { existsSync } from 'node:fs'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname, isAbsolute, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { AppError } from '#core/result'
import { toldOf, writeFailure } from '#electron/files/failures'
import { AppFailure, failure, reasonOf, systemCode } from '#models/failure'
import type { Client } from './client.ts'
import type { Outcome } from './report.ts'
import { askForMasks } from './masks.ts'

type BatchOptions = { readonly batch: string; readonly out?: string; readonly segmenter: string }

const number = z.number()

/** One line of a batch; labels are 1 on the target, 0 off it, all 1 where left out. */
const lineSchema = z
  .object({
    id: z.union([z.string(), z.number()]),
    image: z.string().min(1),
    box: z.tuple([number, number, number, number]).optional(),
    points: z.array(z.tuple([number, number])).optional(),
    labels: z.array(z.union([z.literal(0), z.literal(1)])).optional(),
  })
  .refine(
    (line) => line.box !== undefined || (line.points ?? []).length > 0,
    'no box and no points',
  )
  .refine(
    (line) => line.labels === undefined || line.labels.length === (line.points ?? []).length,
    'labels and points differ in number',
  )
type Line = z.output<typeof lineSchema>

type Failed = {
  readonly id: string | number | null
  readonly line: number
  readonly error: AppError
}
type Answered =
  (Awaited<ReturnType<typeof askForMasks>> & { readonly id: string | number }) | Failed

/**
 * Answers every prompt of a file in its order. A bad line is an answer with `error`, not the end;
 * the file at `--out` is replaced only by a whole one.
 */
export async function segmentBatch(client: Client, options: BatchOptions): Promise<Outcome> {
  const { batch, out } = options
  const input = await openInput(batch)
  const sink = out === undefined ? createListSink() : await createFileSink(resolve(out))
  let prompts = 0
  const failed: Failed[] = []
  try {
    const lines = createInterface({
      input: input.createReadStream({ encoding: 'utf8' }),
      crlfDelay: Infinity,
    })
    let line = 0
    for await (const text of lines) {
      line++
      if (text.trim() === '') continue
      prompts++
      const answered = await answerLine(client, { text, line, options })
      if ('error' in answered) failed.push(answered)
      await sink.add(answered)
    }
    const answers = await sink.finish()
    const json = answers ?? { written: out, prompts, failed }
    const summary = `${prompts - failed.length} of ${prompts} prompts answered`
    const text = out === undefined ? summary : `${summary}, ${out}`
    return { json, text, problems: failed.map(({ error }) => toldOf(error)) }
  } catch (error) {
    await sink.discard()
    throw out === undefined ? error : writeFailure(out, error)
  } finally {
    await input.close()
  }
}

/** Pipes are welcome, too. */
async function openInput(batch: string): Promise<FileHandle> {
  try {
    const file = await open(batch)
    if (!(await file.stat()).isDirectory()) return file
    await file.close()
  } catch (error) {
    if (systemCode(error) === 'ENOENT')
      throw failure('file_missing', `${batch} is not there`, 'Check the path.')
    throw failure('file_unreadable', `${batch} cannot be read: ${reasonOf(error)}`, 'Check it.')
  }
  throw failure('file_unreadable', `${batch} is a folder`, 'Name the file of prompts in it.')
}

async function answerLine(
  client: Client,
  given: { readonly text: string; readonly line: number; readonly options: BatchOptions },
): Promise<Answered> {
  const { line, options } = given
  const parsed = parseLine(given.text)
  if (typeof parsed === 'string') {
    const message = `${options.batch}:${line}: ${parsed}`
    return { id: null, line, error: failure('bad_input', message, 'Mend that line.').error }
  }
  try {
    const image = imagePath(options.batch, parsed.image)
    const { segmenter } = options
    const masks = await askForMasks(client, { image, prompt: promptOf(parsed), segmenter })
    return { id: parsed.id, ...masks }
  } catch (thrown) {
    if (!(thrown instanceof AppFailure)) throw thrown
    return { id: parsed.id, line, error: thrown.error }
  }
}

/** The line, or what is wrong with it. */
function parseLine(text: string): Line | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'not JSON'
  }
  const parsed = lineSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  return [issue?.path.map(String).join('.'), issue?.message].filter(Boolean).join(': ')
}

function promptOf(line: Line) {
  const points = (line.points ?? []).map(([x, y], i) => ({
    point: { x, y },
    label: line.labels?.[i] ?? (1 as const),
  }))
  if (line.box === undefined) return { points, box: null }
  const [x0, y0, x1, y1] = line.box
  return { points, box: { x0, y0, x1, y1 } }
}

/** Relative to the batch file, else to the working folder. */
function imagePath(batch: string, image: string): string {
  if (isAbsolute(image)) return image
  const beside = resolve(dirname(batch), image)
  return existsSync(beside) ? beside : resolve(image)
}

type Sink = {
  readonly add: (answered: Answered) => Promise<void>
  /** The answers themselves where they went into no file. */
  readonly finish: () => Promise<readonly Answered[] | null>
  readonly discard: () => Promise<void>
}

function createListSink(): Sink {
  const answers: Answered[] = []
  return {
    add: async (answered) => void answers.push(answered),
    finish: async () => answers,
    discard: async () => undefined,
  }
}

async function createFileSink(out: string): Promise<Sink> {
  const temporary = `${out}.${process.pid}.part`
  const file = await open(temporary, 'w').catch((error: unknown) => {
    throw writeFailure(out, error)
  })
  return {
    add: async (answered) => void (await file.write(`${JSON.stringify(answered)}\n`)),
    async finish() {
      await file.sync()
      await file.close()
      await rename(temporary, out)
      return null
    },
    async discard() {
      await file.close().catch(() => undefined)
      await rm(temporary, { force: true })
    },
  }
}
