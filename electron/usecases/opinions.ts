import { isNoTarget, type AnnotationState } from '#core/annotation/annotation'
import { emptyRle } from '#core/mask/rle'
import { uniteAll } from '#core/mask/rle-ops'
import type { ReadDb } from '#electron/store/database'
import { readGold } from '#electron/store/gold'
import { giveOpinion, giveOpinionUp, startOpinion } from '#electron/store/opinions'
import { readCandidateMasks } from '#electron/store/runs'
import { getSample } from '#electron/store/samples'
import type { ParsedParams } from '#rpc/contract'
import { nameOf } from './annotators.ts'
import { feedbackOn } from './gold-feedback.ts'
import { sampleDetail, tellOfSamples } from './samples.ts'
import type { UseCases } from './use-cases.ts'

export const opinionHandlers = {
  async 'opinions.start'(studio, { sample }) {
    await startOpinion(studio.project().writer(), sample, nameOf(studio, null))
    tellOfSamples(studio, [sample])
    return sampleDetail(studio, sample)
  },
  async 'opinions.give'(studio, given) {
    const db = studio.project().writer()
    const { image } = await getSample(db, given.sample)
    const opinion = await giveOpinion(db, {
      ...given,
      read: (inside, state) => stateToGive(inside, given, state),
    })
    const gold = await readGold(db, given.sample, image.size)
    tellOfSamples(studio, [given.sample])
    return {
      detail: await sampleDetail(studio, given.sample),
      feedback: gold === null ? null : feedbackOn(opinion.target, gold),
    }
  },
  async 'opinions.giveUp'(studio, { sample }) {
    await giveOpinionUp(studio.project().writer(), sample)
    tellOfSamples(studio, [sample])
    return sampleDetail(studio, sample)
  },
} satisfies Partial<UseCases>

/** What was drawn, the candidates that were taken instead, or that there is nothing. */
async function stateToGive(
  db: ReadDb,
  given: ParsedParams<'opinions.give'>,
  state: AnnotationState,
): Promise<AnnotationState> {
  if (given.noTarget) return { ...state, target: emptyRle(state.size), noTarget: true }
  const { runId, candidateIds } = given
  if (runId === null || candidateIds.length === 0) return { ...state, noTarget: isNoTarget(state) }
  const masks = await readCandidateMasks(db, { ...given, runId })
  return { ...state, target: uniteAll(masks, state.size), noTarget: false }
}
