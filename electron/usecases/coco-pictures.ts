import { inParallel } from '#electron/files/in-parallel'
import type { JobContext } from '#electron/jobs/queue'
import type { CocoFrame } from './coco-frame.ts'
import { openImageFinder, type ForeignImage } from './foreign-images.ts'
import type { OpenProject } from './open-project.ts'

export type CocoPictures = {
  /** By foreign id; several may be one picture. */
  readonly byId: ReadonlyMap<number, ForeignImage>
  /** Why an image is left out, by foreign id. */
  readonly problems: ReadonlyMap<number, string>
}

export const imageReaders = 4

/**
 * The files of the images below a folder: at the place the record names, else the only one of that name. Every new one
 * is read to its last row. Throws AppFailure `file_missing` or `file_unreadable` for the folder.
 */
export async function findCocoPictures(
  project: OpenProject,
  from: { readonly frame: CocoFrame; readonly folder: string },
  job: JobContext,
): Promise<CocoPictures> {
  const finder = await openImageFinder(project, from.folder, job.signal)
  const records = [...from.frame.images.values()]
  const byId = new Map<number, ForeignImage>()
  const problems = new Map<number, string>()
  job.progress({ total: records.length, done: 0, note: 'reading images' })
  let done = 0
  const read = await inParallel(records, imageReaders, async (record) => {
    job.signal.throwIfAborted()
    const image = await finder.find({ names: [record.file_name], size: record })
    job.progress({ done: ++done, note: record.file_name })
    return image
  })
  records.forEach(({ id }, i) => {
    const image = read[i] as ForeignImage | string
    if (typeof image === 'string') problems.set(id, image)
    else byId.set(id, finder.same(image))
  })
  return { byId, problems }
}
