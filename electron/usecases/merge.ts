import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { copyInto } from '#electron/files/copy-images'
import { fullPath, storedPath } from '#electron/files/image-paths'
import type { JobContext } from '#electron/jobs/queue'
import { copyToMerge } from '#electron/store/copy-project'
import { mergeAttached, planMerge, type Merged, type MergeWish } from '#electron/store/merge'
import { attach } from '#electron/store/merge-carry'
import { readMergeImages, type MergeImage } from '#electron/store/merge-plan'
import { openStore } from '#electron/store/open'
import { AppFailure, failure } from '#models/failure'
import type { ParsedParams } from '#rpc/contract'
import type { MergeResult } from '#rpc/schemas/merge'
import type { LeftOut } from '#rpc/schemas/project'
import type { OpenProject } from './open-project.ts'
import { tellOfSamples } from './samples.ts'
import type { Studio } from './studio.ts'
import type { UseCases } from './use-cases.ts'

/** Conflicts that are told one by one. */
const mostListed = 1000

type Params = ParsedParams<'project.merge'>

async function startMerge(studio: Studio, params: Params): Promise<{ job: number }> {
  const project = studio.project()
  if (!params.dryRun) project.writer()
  const path = resolve(params.path)
  const isSame = (await realpath(path).catch(() => path)) === (await realpath(project.path))
  if (isSame)
    throw failure('bad_input', `${path} is the project itself.`, 'Name the other project.')
  const title = `${params.dryRun ? 'Compare with' : 'Merge'} ${basename(path)}`
  const job = await studio.jobs.start({ kind: 'merge', title }, async (context) => {
    const result = await mergeProject(project, { ...params, path }, context)
    if (params.dryRun) return result
    studio.events.emit({ kind: 'project.changed' })
    tellOfSamples(studio, null)
    return result
  })
  return { job }
}

/** The other project is only read: a copy of it, brought up to date, is what is merged. */
async function mergeProject(
  project: OpenProject,
  params: Params,
  job: JobContext,
): Promise<MergeResult> {
  const folder = await mkdtemp(join(tmpdir(), 'reaseg-merge-'))
  const copy = join(folder, 'theirs.reaseg')
  try {
    job.progress({ note: 'reading the other project' })
    const store = await openStore(params.path, { readOnly: true })
    await copyToMerge(store.db, copy).finally(() => store.close())
    const detach = await attach(project.db, copy)
    try {
      return await mergeCopy(project, params, job)
    } finally {
      detach()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function mergeCopy(
  project: OpenProject,
  params: Params,
  job: JobContext,
): Promise<MergeResult> {
  const copied = new Map<number, string>()
  const leftOut: LeftOut[] = []
  const stays = ({ path }: MergeImage) => storedPath(project.path, fullPath(params.path, path))
  const wish: MergeWish = {
    conflicts: params.conflicts,
    name: basename(params.path),
    pathOf: (image) => copied.get(image.id) ?? stays(image),
    signal: job.signal,
  }
  if (params.dryRun) return reportOf(await planned(project, wish), params, leftOut)
  if (params.copyImages) await copyImages({ project, params, job }, copied, leftOut)
  job.signal.throwIfAborted()
  job.progress({ note: 'writing' })
  const merged = await mergeAttached(project.writer(), wish)
  const result = reportOf(merged, params, leftOut)
  return { ...result, images: { ...result.images, copied: copied.size } }
}

async function planned(project: OpenProject, wish: MergeWish): Promise<Merged> {
  const plan = await planMerge(project.db, wish)
  const conflicts = plan.conflicts.map((one) => ({ ...one, added: null }))
  return { plan, conflicts, versions: 0, runs: 0 }
}

type Copying = { readonly project: OpenProject; readonly params: Params; readonly job: JobContext }

/** Files are whole before the project knows of them: what a crash leaves is found again by the next merge. */
async function copyImages(
  { project, params, job }: Copying,
  copied: Map<number, string>,
  leftOut: LeftOut[],
): Promise<void> {
  const known = new Set((await readMergeImages(project.db, 'main')).map(({ digest }) => digest))
  const fresh = (await readMergeImages(project.db, 'theirs')).filter(
    ({ digest }) => !known.has(digest),
  )
  const folder = imagesFolder(project.path)
  let done = 0
  job.progress({ total: fresh.length })
  for (const image of fresh) {
    job.signal.throwIfAborted()
    const path = fullPath(params.path, image.path)
    try {
      const to = await copyInto(folder, { ...image, path }, job.signal)
      copied.set(image.id, storedPath(project.path, to))
    } catch (error) {
      const code = error instanceof AppFailure ? error.error.code : 'internal'
      if (code !== 'file_missing' && code !== 'file_unreadable') throw error
      leftOut.push({
        file: path,
        line: null,
        reason: 'not there, so not copied; its samples are in',
      })
    }
    job.progress({ done: ++done, note: image.name })
  }
}

/** Where copied pictures lie: beside the project, under its name. */
export function imagesFolder(project: string): string {
  return join(dirname(project), `${basename(project, extname(project))}.images`)
}

function reportOf(merged: Merged, params: Params, leftOut: readonly LeftOut[]): MergeResult {
  const { plan, conflicts, versions, runs } = merged
  const doubled = params.conflicts === 'both' ? conflicts.length : 0
  return {
    dryRun: params.dryRun,
    images: { added: plan.images.length, same: plan.sameImages, copied: 0 },
    samples: {
      added: plan.samples.length + doubled,
      same: plan.same.length,
      conflicts: conflicts.length,
    },
    versions,
    runs,
    kept: params.conflicts,
    conflicts: conflicts.slice(0, mostListed).map(({ mine, added, image, query, differs }) => ({
      sample: mine,
      added,
      image,
      query,
      differs: [...differs],
    })),
    leftOut: [
      ...leftOut,
      ...plan.leftOut.map(({ image, samples }) => ({
        file: image.path,
        line: null,
        reason: `another picture has its place in this project; ${samples} samples of it are left out. Merge with copied images.`,
      })),
    ],
  }
}

export const mergeHandlers = {
  'project.merge': (studio, params) => startMerge(studio, params),
} satisfies Partial<UseCases>
