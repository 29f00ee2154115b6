import { createFigures, keysOf, type FigureId } from '#core/dataset/figures'
import { readSampleFacts } from '#electron/store/sample-facts'
import { throwIfAborted } from '#models/failure'
import type { DatasetSummary } from '#rpc/schemas/dataset'
import type { OpenProject } from './open-project.ts'
import type { UseCases } from './use-cases.ts'

/** Masks are measured for so long a call; together with the rest that is about a second at 100,000 samples. */
const measureFor = 600

/**
 * Counts all live samples, and lets other work in between. Masks that are still `pending` are counted the next time:
 * measuring them takes a while, once.
 */
export async function summarize(project: OpenProject): Promise<DatasetSummary> {
  const figures = createFigures()
  let samples = 0
  let pending = 0
  for await (const page of readSampleFacts(project.db, measureFor)) {
    throwIfAborted(project.closing)
    samples += page.facts.length
    pending += page.pending
    for (const facts of page.facts) figures.add(facts)
  }
  return { samples, pending, figures: figures.result() }
}

async function samplesBehind(
  project: OpenProject,
  bar: { readonly figure: FigureId; readonly key: string },
): Promise<number[]> {
  const samples: number[] = []
  for await (const page of readSampleFacts(project.db)) {
    throwIfAborted(project.closing)
    for (const facts of page.facts)
      if (keysOf(bar.figure, facts).includes(bar.key)) samples.push(facts.sample)
  }
  return samples
}

export const datasetHandlers = {
  'dataset.summary': (studio) => summarize(studio.project()),
  'dataset.samplesOf': async (studio, bar) => ({
    samples: await samplesBehind(studio.project(), bar),
  }),
} satisfies Partial<UseCases>
