import {
  addAnnotator,
  assertAtWork,
  listAnnotators,
  retireAnnotator,
} from '#electron/store/annotators'
import {
  assignSamples,
  listAssignments,
  pickSamples,
  withdrawAssignment,
} from '#electron/store/assignments'
import { failure } from '#models/failure'
import type { Annotator } from '#rpc/schemas/review'
import { tellOfSamples } from './samples.ts'
import type { Studio } from './studio.ts'
import type { UseCases } from './use-cases.ts'

export const annotatorHandlers = {
  'annotators.list': (studio) => annotators(studio),
  async 'annotators.add'(studio, { name }) {
    await addAnnotator(studio.project().writer(), name)
    return annotators(studio)
  },
  async 'annotators.switch'(studio, { name }) {
    await addAnnotator(studio.project().writer(), name)
    await studio.settings.save({ annotator: name })
    return annotators(studio)
  },
  async 'annotators.retire'(studio, { name, isRetired }) {
    await retireAnnotator(studio.project().writer(), name, isRetired)
    return annotators(studio)
  },

  async 'assignments.assign'(studio, { samples, filter, annotator, role, most }) {
    const project = studio.project()
    const db = project.writer()
    await assertAtWork(db, annotator)
    const ids = samples ?? (await pickSamples(db, filter, most))
    const assigned = await assignSamples(db, ids, { annotator, role })
    tellOfSamples(studio, null)
    return { assigned, known: ids.length - assigned }
  },
  'assignments.list': (studio, { annotator, ...list }) =>
    listAssignments(studio.project().db, { ...list, annotator: nameOf(studio, annotator) }),
  async 'assignments.withdraw'(studio, { sample, ...work }) {
    await withdrawAssignment(studio.project().writer(), sample, work)
    tellOfSamples(studio, [sample])
    return { done: true } as const
  },
} satisfies Partial<UseCases>

/** Who is meant: the one named, else the current annotator. Throws AppFailure `bad_input` where nobody is. */
export function nameOf(studio: Studio, given: string | null): string {
  const name = given ?? studio.settings.get().annotator.trim()
  if (name === '')
    throw failure(
      'bad_input',
      'Nobody is named as the one at work.',
      'Choose or add an annotator first (“Switch annotator”, or “studio review --as NAME”).',
    )
  return name
}

async function annotators(studio: Studio): Promise<Annotator[]> {
  const current = studio.settings.get().annotator.trim()
  const known = await listAnnotators(studio.project().db)
  return known.map((one) => ({ ...one, isCurrent: one.name === current }))
}
