import type { CandidateSettings } from './candidate.ts'

/** Numbers the papers leave open were chosen here; the rest are Rea2Seg's (§4.2, appendix B). */
export const defaultCandidateSettings: CandidateSettings = {
  limit: 15,
  useMultimask: true,
  useSemantic: true,
  useBoxes: true,
  useSeeds: true,
  view: 'auto',
  cropBelow: 0.25,
  priorCells: 32,
  seedCells: 16,
  seedPoints: 32,
  seedLimit: 9,
  boxLimit: 6,
  similarity: 0.7,
  backgroundLogit: -5,
  nmsIou: 0.7,
  alikeIou: 0.9,
  minPredictedIou: null,
  minStability: null,
}
