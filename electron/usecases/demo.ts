import { existsSync } from 'node:fs'
import { cp, mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Rle } from '#core/mask/mask'
import { maskIou } from '#core/mask/rle-ops'
import { writeFileAtomic } from '#electron/files/atomic-write'
import { fullPath } from '#electron/files/image-paths'
import { latestVersion } from '#electron/store/annotations'
import { countImages } from '#electron/store/images'
import { latestRun } from '#electron/store/runs'
import { getSample } from '#electron/store/samples'
import { AppFailure, failure } from '#models/failure'
import type { UseCases } from './use-cases.ts'
import { annotationHandlers } from './annotations.ts'
import { buildContactSheet, type SheetRow } from './contact-sheet.ts'
import { readScenes, type Scene } from './demo-scenes.ts'
import { imageHandlers } from './images.ts'
import { projectInfo } from './projects.ts'
import { runHandlers } from './propose.ts'
import { sampleHandlers } from './samples.ts'
import type { Studio } from './studio.ts'
import { exportOptionsSchema } from '#rpc/schemas/transfer'
import { sampleFilterSchema } from '#rpc/schemas/project'
import { transferHandlers } from './transfer.ts'

/** One line of the demo's table. `iou` is null for a query without a target. */
export type DemoRow = {
  readonly sample: number
  readonly query: string
  readonly category: string
  readonly candidates: number
  readonly score: number | null
  readonly iou: number | null
}

export type DemoResult = {
  readonly project: string
  readonly coco: string
  readonly sheet: string
  readonly rows: readonly DemoRow[]
  /** Mean over the rows that have an IoU. */
  readonly meanIou: number
}

export type DemoOptions = {
  /** An empty or new folder. */
  readonly out: string
  readonly onProgress: (note: string) => void
}

/** The whole job on the shipped scenes: import, propose from the region hints, accept rank 1, compare, export. */
export async function runDemo(studio: Studio, options: DemoOptions): Promise<DemoResult> {
  const out = path.resolve(options.out)
  const project = path.join(out, 'demo.reaseg')
  if (existsSync(project))
    throw failure('file_exists', `${project} is already there.`, 'Name a new or empty folder.')
  options.onProgress('importing the scenes')
  const samples = await createDemoProject(studio, out)
  options.onProgress(`proposing masks for ${samples.length} samples`)
  await finish(studio, await runHandlers['runs.proposeAll'](studio, proposeAllParams))
  options.onProgress('accepting rank 1')
  const rows: SheetRow[] = []
  const table: DemoRow[] = []
  for (const { id, truth } of samples) {
    const row = await acceptBest(studio, id, truth)
    rows.push(row)
    table.push(tableRow(id, row))
  }
  options.onProgress('exporting')
  const coco = path.join(out, 'demo.coco.json')
  await finish(
    studio,
    await transferHandlers['transfer.export'](studio, {
      format: 'coco',
      out: coco,
      options: exportOptionsSchema.parse({}),
      filter: sampleFilterSchema.parse({}),
      overwrite: false,
    }),
  )
  const sheet = path.join(out, 'contact-sheet.html')
  await writeFileAtomic(sheet, await buildContactSheet('Reaseg Studio: sample scenes', rows))
  const ious = table.flatMap(({ iou }) => (iou === null ? [] : [iou]))
  const meanIou = ious.reduce((sum, iou) => sum + iou, 0) / Math.max(1, ious.length)
  return { project, coco, sheet, rows: table, meanIou }
}

const proposeAllParams = {
  samples: null,
  filter: sampleFilterSchema.parse({}),
  settings: null,
}

type DemoSample = { readonly id: number; readonly truth: Rle | null }

/** A project with the scenes, their queries and region hints; the pictures are copied beside it. */
async function createDemoProject(studio: Studio, folder: string): Promise<DemoSample[]> {
  const scenes = await readScenes()
  const images = path.join(folder, 'images')
  await mkdir(images, { recursive: true })
  for (const scene of scenes) await cp(scene.path, path.join(images, path.basename(scene.path)))
  const project = path.join(folder, 'demo.reaseg')
  await studio.openProject(project, { create: !existsSync(project) })
  return fillProject(studio, scenes, images)
}

async function fillProject(
  studio: Studio,
  scenes: readonly Scene[],
  images: string,
): Promise<DemoSample[]> {
  const imported = await imageHandlers['images.import'](studio, {
    folder: images,
    files: [],
    recursive: false,
    addSamples: false,
    strict: true,
  })
  await finish(studio, imported)
  const listed = await imageHandlers['images.list'](studio, { search: '', offset: 0, limit: 1000 })
  const made: DemoSample[] = []
  for (const scene of scenes) {
    const image = listed.rows.find(({ name }) => name === path.basename(scene.path))
    if (image === undefined) throw new Error(`the scene ${scene.id} was not imported`)
    for (const { fields, hint, truth } of scene.samples) {
      const params = { image: image.id, fields, hint: structuredClone(hint) }
      const row = await sampleHandlers['samples.add'](studio, params as never)
      made.push({ id: row.id, truth })
    }
  }
  return made
}

/** Accepts rank 1, or declares no target where the reasoning found none. */
async function acceptBest(studio: Studio, id: number, truth: Rle | null): Promise<SheetRow> {
  const project = studio.project()
  const run = await latestRun(project.db, id)
  const best = run?.candidates[0]
  if (run === null || best === undefined)
    await annotationHandlers['annotations.noTarget'](studio, { sample: id, effort: null })
  else
    await annotationHandlers['annotations.accept'](studio, {
      sample: id,
      runId: run.id,
      candidateIds: [best.id],
      effort: null,
    })
  const { row, image } = await getSample(project.db, id)
  const saved = await latestVersion(project.db, id, image.size)
  const accepted = saved === null || saved.noTarget ? null : saved.target
  return {
    imagePath: fullPath(project.path, image.path),
    query: row.query,
    category: row.category ?? 'no category',
    run,
    accepted,
    truth,
    iou: accepted === null || truth === null ? null : maskIou(accepted, truth),
  }
}

function tableRow(sample: number, row: SheetRow): DemoRow {
  return {
    sample,
    query: row.query,
    category: row.category,
    candidates: row.run?.candidates.length ?? 0,
    score: row.run?.candidates[0]?.score ?? null,
    iou: row.iou,
  }
}

/** Waits for a job and throws its error where it did not get done. */
async function finish(studio: Studio, started: { readonly job: number }): Promise<unknown> {
  const job = await studio.jobs.finished(started.job)
  if (job.error !== null) throw new AppFailure(job.error)
  return job.result
}

/** One click: the demo project in the application's home, with masks proposed in the background. */
async function openDemo(studio: Studio) {
  const folder = studio.home.demo
  const file = path.join(folder, 'demo.reaseg')
  if (existsSync(file)) {
    const project = await studio.openProject(file)
    if ((await countImages(project.db)).all > 0)
      return { info: await projectInfo(project), job: null }
  }
  await createDemoProject(studio, folder)
  const { job } = await runHandlers['runs.proposeAll'](studio, proposeAllParams)
  return { info: await projectInfo(studio.project()), job }
}

export const demoHandlers = { 'project.demo': openDemo } satisfies Partial<UseCases>
