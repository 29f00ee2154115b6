import { stat } from 'node:fs/promises'
import { basename, isAbsolute, join, resolve } from 'node:path'
import type { Size } from '#core/geometry/size'
import { findImageFiles, readFoundImage, type FoundImage } from '#electron/files/image-find'
import { fullPath } from '#electron/files/image-paths'
import { listImageKeys } from '#electron/store/images'
import type { OpenProject } from './open-project.ts'

/** The image of a foreign record: one of the project, or one to be added to it. */
export type ForeignImage =
  | { readonly kind: 'known'; readonly row: number; readonly size: Size; readonly digest: string }
  | { readonly kind: 'new'; readonly image: FoundImage }

/** What a record says of its image: where it may be, and its size where it states one. */
export type ImageClaim = { readonly names: readonly string[]; readonly size: Size | null }

/** The images below a folder, and those of the project. */
export interface ImageFinder {
  /** The first name that is there, read to its last row; else why it is left out. */
  find(claim: ImageClaim): Promise<ForeignImage | string>
  /** The image with the same bytes, of the project or met before; else this one, from now on. */
  same(image: ForeignImage): ForeignImage
}

/** Throws AppFailure `file_missing` or `file_unreadable` for the folder. */
export async function openImageFinder(
  project: OpenProject,
  folder: string,
  signal: AbortSignal,
): Promise<ImageFinder> {
  const rows = await listImageKeys(project.db)
  const rowAt = new Map(rows.map((row) => [fullPath(project.path, row.path), row]))
  const byDigest = new Map<string, ForeignImage>(rows.map((row) => [row.digest, knownImage(row)]))
  const findFile = await createFinder(resolve(folder), signal)
  return {
    async find({ names, size }) {
      const place = await findFirst(findFile, names)
      if (place.problem !== null) return place.problem
      const row = rowAt.get(place.path)
      const name = basename(place.path)
      if (row !== undefined) return (size && checkSize({ name, size }, row)) ?? knownImage(row)
      const image = await readClaimedImage(place.path, { name, size })
      return typeof image === 'string' ? image : { kind: 'new', image }
    },
    same(image) {
      if (image.kind === 'known') return image
      const twin = byDigest.get(image.image.digest)
      if (twin === undefined) byDigest.set(image.image.digest, image)
      return twin ?? image
    },
  }
}

export function sizeOfForeign(image: ForeignImage): Size {
  if (image.kind === 'known') return image.size
  return { width: image.image.width, height: image.image.height }
}

/** An image of the size a record claims, or why it is left out. */
export async function readClaimedImage(
  path: string,
  claim: { readonly name: string; readonly size: Size | null },
): Promise<FoundImage | string> {
  const image = await readFoundImage(path)
  if ('reason' in image) return image.reason
  return (claim.size && checkSize({ name: claim.name, size: claim.size }, image)) ?? image
}

type ImageKey = Awaited<ReturnType<typeof listImageKeys>>[number]

function knownImage(row: ImageKey): ForeignImage {
  const { id, width, height, digest } = row
  return { kind: 'known', row: id, size: { width, height }, digest }
}

function checkSize(
  claim: { readonly name: string; readonly size: Size },
  { width, height }: Size,
): string | null {
  if (claim.size.width === width && claim.size.height === height) return null
  return (
    `the file says it is ${claim.size.width} × ${claim.size.height} pixels, ` +
    `${claim.name} is ${width} × ${height} (as shown, after EXIF rotation)`
  )
}

async function findFirst(findFile: Finder, names: readonly string[]): Promise<Found> {
  let first: Found | null = null
  for (const name of names) {
    const found = await findFile(name)
    if (found.problem === null) return found
    first ??= found
  }
  return first ?? { path: '', problem: 'the record names no image' }
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
      return { path: '', problem: `its file name ${name} leads out of the images folder` }
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
