import type { ExportSource, Format } from './format.ts'
import { groupedSamples } from './score-groups.ts'

/** One group of candidate masks a line, with their true IoU. */
export const maskScoring: Format = {
  id: 'mask-scoring',
  title: 'Mask scoring',
  note: 'Groups of candidate masks with their IoU to the true mask, a line of JSON each; the base of every form for trainers. Samples without a split are in train.',
  export: {
    kind: 'file',
    extension: '.jsonl',
    options: ['groupSize', 'padGroups', 'trueMask', 'seed'],
    pieces,
  },
}

async function* pieces(source: ExportSource): AsyncGenerator<string> {
  for await (const { groups } of groupedSamples(source))
    for (const group of groups) yield `${JSON.stringify(group)}\n`
}
