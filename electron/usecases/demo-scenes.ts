import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Rle } from '#core/mask/mask'
import type { Reasoning } from '#core/prompt/reasoning'
import { findPlaces } from '#electron/files/places'
import { failure } from '#models/failure'
import { rleSchema } from '#rpc/schemas/shared'
import { sampleFieldsSchema, type SampleFields } from '#rpc/schemas/project'

const span = z.tuple([z.int(), z.int()])

const regionSchema = z.object({ grid: z.literal(9), rows: span, columns: span })

const sceneSampleSchema = z.object({
  id: z.string(),
  query: z.string(),
  variants: z.array(z.string()),
  isSentence: z.boolean(),
  target: z.string(),
  synonyms: z.array(z.string()),
  attributes: z.array(z.string()),
  category: z.string(),
  component: z.string(),
  answer: z.string(),
  rationale: z.string(),
  noTarget: z.boolean().default(false),
  region: regionSchema.optional(),
  regions: z.array(regionSchema).optional(),
  mask: rleSchema.optional(),
})

const scenesSchema = z.object({
  version: z.literal(1),
  scenes: z.array(
    z.object({
      id: z.string(),
      file: z.string(),
      width: z.int(),
      height: z.int(),
      samples: z.array(sceneSampleSchema),
    }),
  ),
})

/** One query about a shipped scene, with the region a person would mark and the true mask (null: no target). */
export type SceneSample = {
  readonly id: string
  readonly fields: SampleFields
  readonly hint: Reasoning
  readonly truth: Rle | null
}

export type Scene = {
  readonly id: string
  /** Path of the picture as shipped. */
  readonly path: string
  readonly samples: readonly SceneSample[]
}

/** The sample scenes that ship with the program. Throws AppFailure `file_missing` where the installation lacks them. */
export async function readScenes(): Promise<Scene[]> {
  const folder = findPlaces().samples
  const text = await readFile(path.join(folder, 'scenes.json'), 'utf8').catch(() => {
    throw failure(
      'file_missing',
      `The sample scenes are not in ${folder}.`,
      'Install the application again.',
    )
  })
  return scenesSchema.parse(JSON.parse(text)).scenes.map((scene) => ({
    id: scene.id,
    path: path.join(folder, scene.file),
    samples: scene.samples.map(sampleFromScene),
  }))
}

function sampleFromScene(sample: z.infer<typeof sceneSampleSchema>): SceneSample {
  return {
    id: sample.id,
    fields: sampleFieldsSchema.parse({ ...sample, components: [sample.component] }),
    hint: hintOf(sample),
    truth: sample.mask ?? null,
  }
}

function hintOf(sample: z.infer<typeof sceneSampleSchema>): Reasoning {
  const regions = sample.regions ?? (sample.region === undefined ? [] : [sample.region])
  if (sample.noTarget || regions.length === 0)
    return { kind: 'absent', rationale: sample.rationale }
  return {
    kind: 'regions',
    target: sample.target,
    attributes: sample.attributes,
    regions: regions.map(({ rows, columns }) => ({
      kind: 'strips',
      rows: numbersFrom(rows),
      columns: numbersFrom(columns),
    })),
    rationale: sample.rationale,
  }
}

function numbersFrom([first, last]: readonly [number, number]): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}
