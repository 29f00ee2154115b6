import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { refuseExisting } from '#electron/files/atomic-write'
import { bundleImages, bundleNames } from '#electron/files/bundle-names'
import { writeFolderAtomic } from '#electron/files/folder-write'
import { fullPath } from '#electron/files/image-paths'
import { openZip, type ZipReader } from '#electron/files/zip-read'
import { writeZip } from '#electron/files/zip-write'
import type { JobContext } from '#electron/jobs/queue'
import { copyForBundle } from '#electron/store/bundle-copy'
import { checkProjectFile } from '#electron/store/header'
import { listImageKeys } from '#electron/store/images'
import { failure } from '#models/failure'
import type { ParsedParams } from '#rpc/contract'
import type { BundleResult, UnpackResult } from '#rpc/schemas/bundle'
import type { LeftOut } from '#rpc/schemas/project'
import type { OpenProject } from './open-project.ts'
import type { Studio } from './studio.ts'
import type { UseCases } from './use-cases.ts'

const description = 'bundle.json'

type BundleParams = ParsedParams<'project.bundle'>

async function startBundle(studio: Studio, params: BundleParams): Promise<{ job: number }> {
  const project = studio.project()
  const out = resolve(params.out)
  if (extname(out).toLowerCase() !== '.zip')
    throw failure('bad_input', `${out} does not end in .zip.`, 'Name a .zip file.')
  if (!params.overwrite) await refuseExisting(out)
  const title = `Bundle into ${basename(out)}`
  const job = await studio.jobs.start({ kind: 'bundle', title }, (context) =>
    writeBundle(project, { ...params, out }, context),
  )
  return { job }
}

/** The project file and its pictures as one archive, which is there whole or not at all. */
async function writeBundle(
  project: OpenProject,
  { out, images, overwrite }: BundleParams,
  job: JobContext,
): Promise<BundleResult> {
  const folder = await mkdtemp(join(tmpdir(), 'reaseg-bundle-'))
  try {
    job.progress({ note: 'copying the project' })
    const { parts, paths, leftOut } = await placeImages(project, images)
    const copy = join(folder, 'project.reaseg')
    await copyForBundle(project.db, copy, paths)
    job.signal.throwIfAborted()
    const file = `${project.name}.reaseg`
    const [name = 'project.reaseg'] = bundleNames([file])
    const about = { format: 'reaseg-bundle', version: 1, project: name, images: parts.length }
    job.progress({ note: `packing ${parts.length} images` })
    await writeZip(
      out,
      [
        { name: description, data: `${JSON.stringify(about, null, 2)}\n` },
        { name, path: copy },
        ...parts,
      ],
      { overwrite, signal: job.signal },
    )
    return { written: out, images: parts.length, bytes: (await stat(out)).size, leftOut }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** All lie in the folder of images; those that are not there, or not taken along, are looked for there and missed. */
async function placeImages(project: OpenProject, areTaken: boolean) {
  const rows = await listImageKeys(project.db)
  const names = bundleNames(rows.map(({ name }) => name))
  const parts: { name: string; path: string }[] = []
  const leftOut: LeftOut[] = []
  const paths = new Map<number, { path: string; isMissing: boolean }>()
  for (const [i, row] of rows.entries()) {
    const name = `${bundleImages}/${names[i]}`
    const path = fullPath(project.path, row.path)
    const isThere = areTaken && (await stat(path).catch(() => null))?.isFile() === true
    if (isThere) parts.push({ name, path })
    else if (areTaken) leftOut.push({ file: path, line: null, reason: 'not there' })
    paths.set(row.id, { path: name, isMissing: !isThere })
  }
  return { parts, paths, leftOut }
}

/** Unpacks a bundle into a new or empty folder: all of it or nothing. Throws AppFailure `bad_input`, `file_exists`. */
async function unpackBundle(params: ParsedParams<'project.unpack'>): Promise<UnpackResult> {
  const path = resolve(params.path)
  const folder = resolve(params.folder)
  const zip = await openZip(path)
  try {
    const { project, images, leftOut } = partsOf(zip, path)
    await writeFolderAtomic(folder, { overwrite: false, isOwn: () => false }, async (place) => {
      for (const name of [project, ...images]) await zip.extract(name, place)
      await checkProjectFile(join(place, project))
    })
    return { project: join(folder, project), images: images.length, leftOut }
  } finally {
    zip.close()
  }
}

function partsOf(zip: ZipReader, path: string) {
  const names = zip.files.map(({ name }) => name)
  const projects = names.filter((name) => dirname(name) === '.' && extname(name) === '.reaseg')
  const [project] = projects
  if (project === undefined || projects.length > 1)
    throw failure(
      'bad_input',
      `${path} is no bundle: it holds ${projects.length} project files.`,
      'Choose a .zip that “bundle” wrote.',
    )
  const images = names.filter((name) => name.startsWith(`${bundleImages}/`))
  const known = new Set([project, description, ...images])
  const leftOut = names
    .filter((name) => !known.has(name))
    .map((file) => ({ file, line: null, reason: 'no part of a bundle' }))
  return { project, images, leftOut }
}

export const bundleHandlers = {
  'project.bundle': (studio, params) => startBundle(studio, params),
  'project.unpack': (_studio, params) => unpackBundle(params),
} satisfies Partial<UseCases>
