import { readdir } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { toldOf } from '#electron/files/failures'
import { readPriorFile } from '#electron/files/prior-file'
import { getPrior, setPrior } from '#electron/store/sample-priors'
import { openSampleIndex } from '#electron/store/sample-index'
import { getSample, readSamples, type SampleRecord } from '#electron/store/samples'
import { AppFailure, failure, reasonOf } from '#models/failure'
import type { ParsedParams } from '#rpc/contract'
import { sampleFilterSchema, type LeftOut } from '#rpc/schemas/project'
import type { OpenProject } from './open-project.ts'
import type { Studio } from './studio.ts'
import type { UseCases } from './use-cases.ts'

type Imported = { imported: number; leftOut: LeftOut[] }

/** One file for one sample, or a folder of files named as `samplesNamed` reads it. */
async function importPriors(
  studio: Studio,
  { sample, path }: ParsedParams<'priors.import'>,
): Promise<Imported> {
  const project = studio.project()
  const imported =
    sample === null ? await importFolder(project, path) : await importOne(project, sample, path)
  studio.events.emit({ kind: 'samples.changed', samples: sample === null ? null : [sample] })
  return imported
}

async function importOne(project: OpenProject, sample: number, path: string): Promise<Imported> {
  await getSample(project.db, sample)
  const weights = await readPriorFile(path)
  await setPrior(project.writer(), sample, { name: basename(path), weights })
  return { imported: 1, leftOut: [] }
}

async function importFolder(project: OpenProject, folder: string): Promise<Imported> {
  const files = await priorFiles(folder)
  const samples = await samplesByName(project)
  const leftOut: LeftOut[] = []
  let imported = 0
  for (const file of files) {
    const path = join(folder, file)
    const wanted = samplesNamed(basename(file, extname(file)), samples)
    const leave = (reason: string) => leftOut.push({ file, line: null, reason })
    if (wanted.length === 0) {
      leave('No sample has an image of that name, or that id.')
      continue
    }
    try {
      const weights = await readPriorFile(path)
      for (const sample of wanted) await setPrior(project.writer(), sample, { name: file, weights })
      imported += wanted.length
    } catch (error) {
      if (!(error instanceof AppFailure) || error.error.code === 'disk_full') throw error
      leave(toldOf(error.error))
    }
  }
  return { imported, leftOut }
}

/** Names of the files in a folder that may be priors, in order. Throws AppFailure `file_unreadable`. */
export async function priorFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder)
    return names.filter((name) => /\.(npy|png)$/i.test(name)).toSorted((a, b) => (a < b ? -1 : 1))
  } catch (error) {
    throw failure(
      'file_unreadable',
      `The folder ${folder} cannot be read: ${reasonOf(error)}.`,
      'Name a folder with .npy or .png files, or one sample for a file.',
    )
  }
}

/** `<image stem>`: all samples of the image; `<image stem>__<sample id>` or `<sample id>`: that one. */
function samplesNamed(name: string, samples: Samples): readonly number[] {
  const ofImage = samples.get(name)
  if (ofImage !== undefined) return ofImage
  const parts = /^(?:(.*)__)?(\d+)$/.exec(name)
  if (parts === null) return []
  const [, stem] = parts
  const among = stem === undefined ? [...samples.values()].flat() : (samples.get(stem) ?? [])
  return among.filter((id) => id === Number(parts[2]))
}

type Samples = ReadonlyMap<string, readonly number[]>

/** Ids of the samples of each image, by the image's name without its ending. */
async function samplesByName(project: OpenProject): Promise<Samples> {
  const index = await openSampleIndex(project.db, sampleFilterSchema.parse({}))
  const byName = new Map<string, number[]>()
  for (let at = 0; at < index.total; at += page) {
    const records = await readSamples(project.db, await index.page(at, page))
    for (const record of records) add(byName, record)
  }
  return byName
}

const page = 1000

function add(byName: Map<string, number[]>, { row, image }: SampleRecord): void {
  const stem = basename(image.name, extname(image.name))
  byName.set(stem, [...(byName.get(stem) ?? []), row.id])
}

export const priorHandlers = {
  'priors.import': importPriors,
  'priors.get': (studio, { sample }) => getPrior(studio.project().db, sample).then(copied),
  async 'priors.forget'(studio, { sample }) {
    await setPrior(studio.project().writer(), sample, null)
    studio.events.emit({ kind: 'samples.changed', samples: [sample] })
    return { done: true as const }
  },
} satisfies Partial<UseCases>

function copied(prior: Awaited<ReturnType<typeof getPrior>>) {
  return prior === null ? null : { name: prior.name, weights: [...prior.weights] }
}
