import { writingVerdicts } from '#core/dataset/generation'
import { saveWritten } from '#electron/store/written-samples'
import { countProposals, getProposal, listProposals } from '#electron/store/proposals'
import type { MethodName } from '#rpc/contract'
import { startGeneration } from './generate.ts'
import { tellOfSamples } from './samples.ts'
import type { UseCases } from './use-cases.ts'

type ProposalMethod = Extract<MethodName, `proposals.${string}` | `generate.${string}`>

export const proposalHandlers = {
  'generate.start': startGeneration,
  async 'proposals.list'(studio, page) {
    const { db } = studio.project()
    const { waiting, taken, dropped } = await countProposals(db)
    const counts = Object.fromEntries(
      writingVerdicts.map((verdict) => [verdict, waiting.get(verdict) ?? 0]),
    ) as Record<(typeof writingVerdicts)[number], number>
    return { rows: await listProposals(db, page), counts, taken, dropped }
  },
  async 'proposals.decide'(studio, { proposal, state, texts }) {
    const project = studio.project()
    const annotator = studio.settings.get().annotator
    const before = await getProposal(project.db, proposal)
    const decision = { state, texts: texts ?? before.texts, annotator }
    const changed = await saveWritten(project.writer(), before, decision)
    if (changed !== null) tellOfSamples(studio, changed)
    return getProposal(project.db, proposal)
  },
} satisfies Pick<UseCases, ProposalMethod>
