import type { PriorPart } from '#core/prior/combine'
import { votePrior, type VoteReply } from '#core/prior/vote'
import { inParallel } from '#electron/files/in-parallel'
import { AppFailure } from '#models/failure'
import type { RunRecord } from '#rpc/schemas/record'
import { tellStage, type Subject } from './propose-subject.ts'
import { reasonOver, type Reasoned } from './reason.ts'
import type { Locate } from './region-by-text.ts'

export type Voted = {
  readonly part: PriorPart | null
  readonly record: Pick<RunRecord, 'vote'>
  /** `vote-incomplete`: replies of the vote could not be read. `vote-missing`: none could. */
  readonly flags: readonly string[]
}

const noVote: Voted = { part: null, record: {}, flags: [] }

/**
 * The reasoning repeated over grids of other densities, shifted and not (design: `vote`), as a prior. Replies that cannot
 * be read are left out and flagged. Throws AppFailure as `Asker.ask` does.
 */
export async function voteFor(subject: Subject, locate: Locate): Promise<Voted> {
  const { studio, input, sample, image, work } = subject
  const { settings } = input
  if (!settings.prior.sources.includes('vote')) return noVote
  const { profile, prompts, variant } = settings.reason
  const asker = await work.asker(profile, 'vote')
  tellStage(subject, 'vote')
  const questions = questionsOf(subject)
  const replies = await inParallel(questions, asker.profile.concurrency, (question) =>
    orUnread(() =>
      reasonOver(
        {
          image: { id: sample.image.id, size: image.size },
          query: sample.fields.query,
          prompts,
          variant,
          stage: 'vote',
          ...question,
        },
        { studio, asker, shelf: work.shelf, locate },
      ),
    ),
  )
  const read = replies.filter((reply) => reply !== null)
  if (read.length === 0) return { ...noVote, flags: ['vote-missing'] }
  const { weights, agreement, absentShare } = votePrior(read.map((one) => replyOf(one, subject)))
  const vote = { replies: read.map(({ record }) => record), agreement, absent: absentShare }
  return {
    part: { source: 'vote', weights },
    record: { vote },
    flags: read.length < replies.length ? ['vote-incomplete'] : [],
  }
}

function questionsOf({ input: { settings } }: Subject) {
  const { densities, withShift, samples, temperature } = settings.vote
  const shifts = withShift ? [false, true] : [false]
  return densities.flatMap((n) =>
    shifts.flatMap((shift) =>
      Array.from({ length: samples }, (_, index) => ({
        grid: { ...settings.grid, n, shift },
        ...(samples > 1 ? { sample: { index, temperature } } : {}),
      })),
    ),
  )
}

function replyOf({ reasoning, record }: Reasoned, { image }: Subject): VoteReply {
  const regions = reasoning.kind === 'absent' ? [] : reasoning.regions
  return { grid: { ...record.grid, size: image.size }, regions }
}

async function orUnread(ask: () => Promise<Reasoned>): Promise<Reasoned | null> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof AppFailure && error.error.code === 'reply_unreadable') return null
    throw error
  }
}
