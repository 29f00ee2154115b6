import { findImageFiles, readFoundImage, type FoundImage } from '#electron/files/image-find'
import { fullPath, storedPath } from '#electron/files/image-paths'
import { inParallel } from '#electron/files/in-parallel'
import type { JobContext } from '#electron/jobs/queue'
import { inTransaction } from '#electron/store/database'
import { addImages, listImageKeys } from '#electron/store/images'
import { addSamples } from '#electron/store/samples'
import { failure } from '#models/failure'
import type { ParsedParams } from '#rpc/contract'
import { sampleFieldsSchema, type ImportResult, type LeftOut } from '#rpc/schemas/project'
import type { OpenProject } from './open-project.ts'

/** Decoding runs on sharp's own threads; a few files at once keep them fed. */
const readers = 4

/**
 * Every file is read whole before the project is touched, and all of them go in as one transaction: a cancelled or
 * crashed import leaves nothing. Bad files are left out with their reason, or refuse all of it where `strict`.
 */
export async function importImages(
  project: OpenProject,
  params: ParsedParams<'images.import'>,
  job: JobContext,
): Promise<ImportResult> {
  job.progress({ note: 'looking for images' })
  const { paths, leftOut } = await findImageFiles(params, job.signal)
  job.progress({ total: paths.length })
  const isKnown = await knownImages(project)
  const found: FoundImage[] = []
  let known = 0
  let done = 0
  await inParallel(paths, readers, async (path, index) => {
    job.signal.throwIfAborted()
    const image = isKnown.path(path) ? null : await readFoundImage(path)
    job.progress({ done: ++done, note: path })
    if (image === null) known++
    else if ('reason' in image) leftOut.push(image)
    else found[index] = image
  })
  const fresh: FoundImage[] = []
  for (const image of found.filter(Boolean)) {
    if (isKnown.digest(image.digest)) known++
    else fresh.push(image)
  }
  if (params.strict) refuseAny(leftOut)
  job.signal.throwIfAborted()
  job.progress({ note: 'writing' })
  const samples = await keepImages(project, fresh, params.addSamples)
  return { images: fresh.length, samples, known, leftOut }
}

/** Throws AppFailure `bad_input` naming the first. */
export function refuseAny(leftOut: readonly LeftOut[]): void {
  const [first] = leftOut
  if (first === undefined) return
  const place = first.line === null ? first.file : `${first.file}:${first.line}`
  const more = leftOut.length > 1 ? ` (and ${leftOut.length - 1} more)` : ''
  throw failure(
    'bad_input',
    `Nothing was imported: ${place}: ${first.reason}${more}`,
    'Mend or remove the bad ones, or import without strict.',
  )
}

/** Whether the project has a file by its place, or its bytes by their digest; bytes asked for are known from then on. */
async function knownImages(project: OpenProject) {
  const rows = await listImageKeys(project.db)
  const paths = new Set(rows.map((row) => fullPath(project.path, row.path)))
  const digests = new Set(rows.map((row) => row.digest))
  return {
    path: (path: string) => paths.has(path),
    digest(digest: string) {
      if (digests.has(digest)) return true
      digests.add(digest)
      return false
    },
  }
}

async function keepImages(
  project: OpenProject,
  images: readonly FoundImage[],
  withSamples: boolean,
): Promise<number> {
  if (images.length === 0) return 0
  return inTransaction(project.writer(), async (inside) => {
    const ids = await addImages(
      inside,
      images.map((image) => ({
        ...image,
        path: storedPath(project.path, image.path),
        wishedId: null,
      })),
    )
    if (!withSamples) return 0
    const fields = sampleFieldsSchema.parse({ query: '' })
    await addSamples(
      inside,
      ids.map((imageId) => ({ imageId, fields })),
    )
    return ids.length
  })
}
