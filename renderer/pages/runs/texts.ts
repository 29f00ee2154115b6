import type { PriorSource } from '#core/prior/prior'
import type { MllmCall } from '#rpc/schemas/mllm'
import type { PipelineSettings, Run } from '#rpc/schemas/pipeline'
import type { RunRecord } from '#rpc/schemas/record'
import { textOfIds } from '../../panels/reasoning/ids-text.ts'

type Region = Extract<Run['reasoning'], { kind: 'regions' }>['regions'][number]

export const callStageTitles: Readonly<Record<MllmCall['stage'], string>> = {
  reason: 'Reasoning',
  region: 'Asked for the place',
  repair: 'Asked once more',
  vote: 'Vote',
  attention: 'Attention',
  judge: 'Judge',
  consistency: 'Consistency',
  refine: 'Correction',
  write: 'Writing',
  verify: 'Verifying',
  check: 'Check of the query',
}

export const priorTitles: Readonly<Record<PriorSource, string>> = {
  region: 'region',
  vote: 'vote',
  drawn: 'drawn',
  text: 'words',
  imported: 'imported',
  attention: 'attention',
}

export const priorDefinitions: Readonly<Record<PriorSource, string>> = {
  region: 'The padded boxes of the regions: how much of each cell they cover.',
  vote: 'The mean of the regions that the reasoning named on several grids.',
  drawn: 'Painted by the annotator.',
  text: 'How likely each place is what the words name, by a model that reads them.',
  imported: 'From a file.',
  attention: 'What the MLLM looked at, by its own attention.',
}

/** `rows 2-4, columns 3`, `cells 5, 6`, `a box at 10, 20, 90 × 40`. */
export function regionText(region: Region): string {
  if (region.kind === 'strips')
    return `rows ${textOfIds(region.rows)}, columns ${textOfIds(region.columns)}`
  if (region.kind === 'cells') return `cells ${textOfIds(region.cells)}`
  const { x0, y0, x1, y1 } = region.box
  const [x, y, width, height] = [x0, y0, x1 - x0, y1 - y0].map(Math.round)
  return `a box at ${x}, ${y}, ${width} × ${height} pixels`
}

/** Who said where, and who judged, in a few words. */
export function makersText({ reasoner, reason, judge, judging }: PipelineSettings): string {
  const who = reasoner === 'human' ? 'annotator' : `${reason.prompts}@${reason.profile ?? '?'}`
  if (judge === 'geometric') return `${who} → geometric`
  return `${who} → ${judge === 'blend' ? 'blend:' : ''}${judging.profile ?? '?'}`
}

export const refinementWords: Readonly<
  Record<NonNullable<RunRecord['refinement']>['outcome'], string>
> = {
  kept: 'The judge corrected the first candidate; the corrected mask took its place.',
  right: 'The judge found nothing to correct in the first candidate.',
  'no-points': 'The judge named places, but no point for another decode could be placed in them.',
  'not-better': 'A corrected mask was tried and left: its own score did not rise.',
  'not-asked': 'The judge was not asked, or did not answer readably.',
}

/** A setting's value as people read it. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Words of a definition shown on hover. */
export const definitions = {
  stages: 'Time of the segmenter and of the models that read words, all stages together.',
  replies:
    'Time of all replies of MLLMs, one after the other; several may have been under way at once. Replies that were used again count as when they first came.',
  calls: 'Questions to MLLMs; “used again”: answered by a kept reply, at no cost.',
  tokens: 'As the hosts counted them: sent + received, without replies that were used again.',
  cost: 'Tokens times the prices of the profiles at that time, in their currency.',
  candidates: 'Masks found; near-duplicates included.',
  best: 'Estimated IoU of the first-ranked candidate with the target, 0 to 1.',
  score: 'Estimated IoU with the target, 0 to 1: what the candidates are ranked by.',
  judged: 'The judge’s estimate of the IoU, 0 to 1: the mean over its rounds.',
  geometric: 'Our own estimate of the IoU, 0 to 1, from the terms at the right.',
  predicted: 'The segmenter’s own estimate of the IoU, about 0 to 1.',
  stability: 'Share of the mask that stays when its outline is drawn a little tighter or looser.',
  digest: 'SHA-256 over the digests of the model’s files.',
  agreement:
    'Mean pairwise soft IoU of the places that the replies of the vote named: 1 = all the same.',
  absent: 'Share of the replies that found nothing in the picture to answer the query.',
  format:
    'CoPRS’s format score of the reply, 0 to 1: by the paper’s rule, and by its published code’s.',
  consistency:
    'CoPRS: 0.3 logic + 0.2 relevance + 0.3 visual consistency + 0.2 localisation, each 0 to 1 as the judge gave it.',
  seeds:
    'Places for single-point prompts: strong in the prior, agreeing with the first mask. Larger: stronger.',
  pairIou: 'Overlap of the two masks: area in both by area in either. 1 = the same mask.',
} as const
