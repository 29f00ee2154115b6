/** Stages of a run in their order, as the backend names them. */
const stages = [
  'waiting',
  'reason',
  'vote',
  'attention',
  'text',
  'text-boxes',
  'encode',
  'decode',
  'semantic',
  'seeds',
  'crop',
  'boxes',
  'rank',
  'judge',
  'consistency',
  'refine',
] as const

type Stage = (typeof stages)[number]

const titles: Readonly<Record<Stage, string>> = {
  waiting: 'Waiting for the model',
  reason: 'The MLLM looks and reasons',
  vote: 'Asking over several grids',
  attention: 'Asking where the MLLM looks',
  text: 'Looking for the target’s words',
  'text-boxes': 'Decoding boxes of the words',
  encode: 'Encoding the picture',
  decode: 'Decoding the region’s box',
  semantic: 'Looking for places alike',
  seeds: 'Trying single points',
  crop: 'Looking at the region cut out',
  boxes: 'Trying tighter boxes',
  rank: 'Scoring and ranking',
  judge: 'The judge looks at the masks',
  consistency: 'Checking the reasoning',
  refine: 'Asking what the first mask lacks',
}

function isStage(name: string): name is Stage {
  return Object.hasOwn(titles, name)
}

/** What a stage does, in words; its name where it is not known. */
export function stageTitle(name: string): string {
  return isStage(name) ? titles[name] : name
}

/** How much of a run lies before this stage, 0 to 1. */
export function stageShare(name: string): number {
  return isStage(name) ? stages.indexOf(name) / stages.length : 0
}
