import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { Size } from '#core/geometry/size'
import { readJsonLists } from '#electron/files/json-file'
import type { JobContext } from '#electron/jobs/queue'
import {
  listForeignKeys,
  openStaging,
  type Staged,
  type Staging,
} from '#electron/store/transfer-staging'
import type { ParsedParams } from '#rpc/contract'
import type { ImportResult } from '#rpc/schemas/project'
import { joinCategories, readCategories, saveCategories } from './coco-categories.ts'
import { assertList, readCocoFrame, type CocoFrame } from './coco-frame.ts'
import { findCocoPictures, type CocoPictures } from './coco-pictures.ts'
import type { CocoContext } from './coco-samples.ts'
import { createTaker, type CocoTaker } from './coco-taker.ts'
import { sizeOfForeign } from './foreign-images.ts'
import { createImagePlan } from './image-plan.ts'
import { refuseAny } from './import-images.ts'
import { createImportReport } from './import-report.ts'
import type { OpenProject } from './open-project.ts'

export type CocoImportInput = Omit<ParsedParams<'transfer.import'>, 'format' | 'path'> & {
  readonly file: string
}

/**
 * A COCO instances file with the images below a folder, in two readings: first everything but the annotations, then
 * these, into a waiting place; all of it goes into the project in one transaction. Bad records are left out with file,
 * line and reason, or refuse all of it where `strict`.
 */
export async function importCoco(
  project: OpenProject,
  input: CocoImportInput,
  job: JobContext,
): Promise<ImportResult> {
  const file = resolve(input.file)
  const report = createImportReport(file)
  job.progress({ note: `reading ${basename(file)}` })
  const frame = await readCocoFrame(file, report, job.signal)
  const pictures = await findCocoPictures(project, { frame, folder: input.images }, job)
  const writer = project.writer()
  const plan = planImages(project, frame, pictures)
  const staging = await openStaging(writer)
  try {
    const known = {
      images: await listForeignKeys(writer, frame.source, 'image'),
      annotations: await listForeignKeys(writer, frame.source, 'annotation'),
    }
    const taker = createTaker({ context: plan.context, known, frame, pictures }, report)
    await stageAnnotations(file, { staging, taker, job })
    await staging.add(taker.finish())
    if (input.strict) refuseAny(report.bad())
    job.signal.throwIfAborted()
    job.progress({ note: 'writing' })
    await staging.keep(plan.staged, job.signal, async (inside) => {
      const categories = joinCategories(await readCategories(inside), frame.categories)
      await saveCategories(inside, categories)
    })
    const images = plan.staged.images.filter((image) => 'fresh' in image).length
    const left = { known: plan.staged.images.length - images, leftOut: report.all() }
    return { images, samples: staging.count, ...left }
  } finally {
    await staging.drop()
  }
}

/** Every picture once, and which foreign ids mean it. */
function planImages(
  project: OpenProject,
  frame: CocoFrame,
  pictures: CocoPictures,
): { readonly staged: Staged; readonly context: CocoContext } {
  const images = new Map<number, { index: number; size: Size }>()
  const plan = createImagePlan(project)
  for (const [id, image] of pictures.byId)
    images.set(id, { index: plan.add(image, String(id), id), size: sizeOfForeign(image) })
  const categories = new Map(frame.categories.map(({ id, name }) => [id, name]))
  return {
    staged: { source: frame.source, ...plan.staged },
    context: { images, categories, ignores: frame.ignores },
  }
}

async function stageAnnotations(
  file: string,
  sink: { readonly staging: Staging; readonly taker: CocoTaker; readonly job: JobContext },
): Promise<void> {
  const { staging, taker, job } = sink
  const found = readJsonLists(file, {
    lists: ['annotations'],
    signal: job.signal,
    onBytes: (bytes) => job.progress({ done: bytes, note: `${staging.count} annotations` }),
    onEnd: (met) => assertList(file, met, 'annotations'),
  })
  job.progress({ total: (await stat(file)).size, done: 0, note: 'annotations' })
  for await (const elements of found)
    await staging.add(elements.flatMap((element) => taker.take(element)))
}
