import { stat } from 'node:fs/promises'
import { basename, isAbsolute, join, resolve } from 'node:path'
import { findImageFiles, readFoundImage, type FoundImage } from '#electron/files/image-find'
import { fullPath } from '#electron/files/image-paths'
import { inParallel } from '#electron/files/in-parallel'
import type { JobContext } from '#electron/jobs/queue'
import { listImageKeys } from '#electron/store/images'
import type { Size } from '#core/geometry/size'
import type { CocoFrame, LinedImage } from './coco-frame.ts'
import type { OpenProject } from './open-project.ts'

/** The image of a foreign record: one of the project, or one to be added to it. */
export type CocoPicture =
  | { readonly kind: 'known'; readonly row: number; readonly size: Size }
  | { readonly kind: 'new'; readonly image: FoundImage; readonly wishedId: number }

export type CocoPictures = {
  /** By foreign id; several may be one picture. */
  readonly byId: ReadonlyMap<number, CocoPicture>
  /** Why an image is left out, by foreign id. */
  readonly problems: ReadonlyMap<number, string>
}

const readers = 4

/**
 * The files of the images below a folder: at the place the record names, else the only one of that name. Every new one
 * is read to its last row. Throws AppFailure `file_missing` or `file_unreadable` for the folder.
 */
export async function findCocoPictures(
  project: OpenProject,
  from: { readonly frame: CocoFrame; readonly folder: string },
  job: JobContext,
): Promise<CocoPictures> {
  const known = await knownPictures(project)
  const find = await createFinder(resolve(from.folder), job.signal)
  const records = [...from.frame.images.values()]
  const byId = new Map<number, CocoPicture>()
  const problems = new Map<number, string>()
  job.progress({ total: records.length, done: 0, note: 'reading images' })
  let done = 0
  const read = await inParallel(records, readers, async (record) => {
    job.signal.throwIfAborted()
    const picture = await readPicture(record, find, known)
    job.progress({ done: ++done, note: record.file_name })
    return picture
  })
  read.forEach((picture, i) => {
    const { id } = records[i] as LinedImage
    if (typeof picture === 'string') problems.set(id, picture)
    else byId.set(id, known.same(picture))
  })
  return { byId, problems }
}

async function readPicture(
  record: LinedImage,
  find: Finder,
  known: Known,
): Promise<CocoPicture | string> {
  const path = await find(record.file_name)
  if (path.problem !== null) return path.problem
  const there = known.atPath(path.path)
  if (there !== null) return checkSize(record, there.size) ?? there
  const image = await readRecordImage(record, path.path)
  return typeof image === 'string' ? image : { kind: 'new', image, wishedId: record.id }
}

/** The image of a record, read to its last row, or why it is left out. */
export async function readRecordImage(
  record: LinedImage,
  path: string,
): Promise<FoundImage | string> {
  const image = await readFoundImage(path)
  if ('reason' in image) return image.reason
  return checkSize(record, image) ?? image
}

function checkSize(record: LinedImage, { width, height }: Size): string | null {
  if (record.width === width && record.height === height) return null
  return (
    `the file says it is ${record.width} × ${record.height} pixels, ` +
    `${record.file_name} is ${width} × ${height} (as shown, after EXIF rotation)`
  )
}

type Known = Awaited<ReturnType<typeof knownPictures>>

async function knownPictures(project: OpenProject) {
  const rows = await listImageKeys(project.db)
  const byPath = new Map(rows.map((row) => [fullPath(project.path, row.path), row]))
  const byDigest = new Map<string, CocoPicture>()
  const pictureOf = (row: (typeof rows)[number]): CocoPicture & { kind: 'known' } => ({
    kind: 'known',
    row: row.id,
    size: { width: row.width, height: row.height },
  })
  for (const row of rows) byDigest.set(row.digest, pictureOf(row))
  return {
    atPath(path: string) {
      const row = byPath.get(path)
      return row === undefined ? null : pictureOf(row)
    },
    /** The picture that has the same bytes, of the project or met before; else this one, from now on. */
    same(picture: CocoPicture): CocoPicture {
      if (picture.kind === 'known') return picture
      const twin = byDigest.get(picture.image.digest)
      if (twin === undefined) byDigest.set(picture.image.digest, picture)
      return twin ?? picture
    },
  }
}

type Found = { readonly path: string; readonly problem: string | null }
type Finder = (name: string) => Promise<Found>

/** Finds files by the names of records. Throws AppFailure `file_missing` or `file_unreadable` for the folder. */
export async function createFinder(folder: string, signal: AbortSignal): Promise<Finder> {
  // Says at once where the folder itself is not there.
  await findImageFiles({ folder, files: [], recursive: false }, signal)
  let below: Promise<Map<string, string[]>> | null = null
  return async (name) => {
    const parts = name.replaceAll('\\', '/').split('/')
    if (isAbsolute(name) || /^[a-z]:/i.test(name) || parts.includes('..') || name.includes('\0'))
      return { path: '', problem: `its file_name ${name} leads out of the images folder` }
    const path = join(folder, ...parts)
    const there = await stat(path).catch(() => null)
    if (there?.isFile() === true) return { path, problem: null }
    below ??= filesByName(folder, signal)
    const alike = (await below).get(basename(path)) ?? []
    const [only] = alike
    if (only !== undefined && alike.length === 1) return { path: only, problem: null }
    const problem =
      alike.length === 0
        ? `there is no ${name} in ${folder}`
        : `there is no ${name} in ${folder}, and ${alike.length} files below it have that name`
    return { path: '', problem }
  }
}

async function filesByName(folder: string, signal: AbortSignal): Promise<Map<string, string[]>> {
  const { paths } = await findImageFiles({ folder, files: [], recursive: true }, signal)
  const byName = new Map<string, string[]>()
  for (const path of paths) {
    const name = basename(path)
    byName.set(name, [...(byName.get(name) ?? []), path])
  }
  return byName
}
