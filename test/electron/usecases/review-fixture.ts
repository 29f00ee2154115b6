import { editFromStates } from '#core/annotation/edit'
import { imageBox } from '#core/geometry/box'
import type { Rle } from '#core/mask/mask'
import { addRun } from '#electron/store/runs'
import { pipelineSettingsSchema } from '#rpc/schemas/pipeline'
import { finishedJob } from './studio-fixture.ts'
import { newPlace, type Place } from './transfer-fixture.ts'

/** A project of `count` samples without queries, worked on by Ada. */
export async function reviewPlace(count: number): Promise<{ place: Place; samples: number[] }> {
  const place = await newPlace(count)
  await finishedJob(place.studio, place.call('images.import', { folder: place.photos }))
  await place.call('annotators.switch', { name: 'Ada' })
  return { place, samples: (await place.call('samples.list')).rows.map(({ id }) => id) }
}

/** Draws over whatever is there, so that the target becomes this. */
export async function draw({ call }: Place, sample: number, target: Rle): Promise<number> {
  const { draft } = await call('samples.get', { sample })
  const edit = editFromStates(draft.target, target, { layer: 'target', tool: 'brush', params: {} })
  const edits = [structuredClone(edit) as never]
  return (await call('edits.push', { sample, revision: draft.revision, edits })).revision
}

/** Somebody else draws it anew and gives it as an opinion; the annotator of before is back at work after it. */
export async function giveOpinion(
  place: Place,
  given: { readonly sample: number; readonly by: string; readonly target: Rle },
  category: string | null = null,
) {
  const before = (await place.call('app.info')).settings.annotator
  await place.call('annotators.switch', { name: given.by })
  await place.call('opinions.start', { sample: given.sample })
  await draw(place, given.sample, given.target)
  const answer = await place.call('opinions.give', { sample: given.sample, category })
  await place.call('annotators.switch', { name: before })
  return answer
}

/** A run with these masks as candidates, in the order of their scores. */
export function recordRun(
  { studio }: Place,
  sample: number,
  ranked: readonly (readonly [mask: Rle, score: number])[],
): Promise<number> {
  return addRun(studio.project().writer(), {
    sampleId: sample,
    settings: pipelineSettingsSchema.parse({}),
    reasoning: { kind: 'absent', rationale: '' },
    boxes: [imageBox(0, 0, 4, 4)],
    prior: null,
    candidates: ranked.map(([rle, score], i) => ({
      id: `c0${i + 1}`,
      source: 'multimask',
      region: 0,
      rle,
      predictedIou: 0.5,
      stability: null,
      token: i,
      seed: null,
      flags: [],
      rank: i + 1,
      score,
      terms: {
        predictedIou: 1,
        stability: 0,
        priorInside: 1,
        priorCovered: 1,
        areaSanity: 1,
        borderFree: 1,
      },
      alikeOf: null,
      reason: null,
    })),
    model: { id: 'm', digest: 'd' },
    timings: {},
    numbers: null,
    flags: [],
    record: {},
    calls: [],
  })
}
