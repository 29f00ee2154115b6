import type { ModelEntry, ProviderVerdict } from '#rpc/schemas/models'

export const kindTitles = {
  segmenter: 'Segmenter: from clicks and boxes to masks',
  'text-prior': 'Text to a heat map',
  'text-boxes': 'Text to boxes',
  'text-masks': 'Text to masks',
} as const satisfies Record<ModelEntry['kind'], string>

export const originTitles = {
  embedded: 'comes with the application',
  manifest: 'from the list of models',
  own: 'your own files',
} as const satisfies Record<ModelEntry['origin'], string>

const providerTitles: Readonly<Record<string, string>> = {
  cpu: 'CPU',
  webgpu: 'GPU by WebGPU',
  cuda: 'GPU by CUDA',
  dml: 'GPU by DirectML',
  coreml: 'Core ML',
}

/** What an execution provider of ONNX Runtime is to people. */
export function providerTitle(provider: string): string {
  return providerTitles[provider] ?? provider
}

/** What the encoder runs on when the model is opened now, and why. */
export function providerReason(
  { provider, test }: Pick<ModelEntry, 'provider' | 'test'>,
  useGpu: boolean,
): string {
  if (provider !== 'cpu') return 'its test called it good and faster than the CPU'
  if (!useGpu) return 'the settings keep encoders off the GPU'
  if (test === null) return 'nothing else has been tested yet'
  if (!test.isCurrent) return 'the last test does not count any more'
  return test.verdicts.some(({ isGood, provider: other }) => isGood && other !== 'cpu')
    ? 'it is the fastest of those that are good'
    : 'nothing else was found good'
}

/** The good provider with the fastest encoder; null where nothing was measured. */
export function fastestOf(verdicts: readonly ProviderVerdict[]): string | null {
  let best: ProviderVerdict | null = null
  for (const verdict of verdicts)
    if (verdict.isGood && verdict.encode !== null && verdict.encode < (best?.encode ?? Infinity))
      best = verdict
  return best?.provider ?? null
}

type Capabilities = NonNullable<ModelEntry['capabilities']>

/** One thing a segmenter can do or not. */
export type Ability = {
  readonly title: string
  readonly has: boolean
  /** What it is; where it is lacking, what that means for the work. */
  readonly text: string
}

/** What a segmenter takes and what it does not, the essential first. */
export function abilitiesOf(capabilities: Capabilities): readonly Ability[] {
  const { mostPoints } = capabilities
  const ability = (title: string, has: boolean, good: string, bad: string): Ability => ({
    title,
    has,
    text: has ? good : bad,
  })
  return [
    ability(
      'Boxes',
      capabilities.box,
      'The box tool, and proposals from marked regions.',
      'Its export has no word for a box: boxes mark where to look, but refine no mask; proposals ask by five points inside each.',
    ),
    {
      title: mostPoints === null ? 'Clicks on the target' : `At most ${mostPoints} clicks`,
      has: mostPoints === null,
      text:
        mostPoints === null
          ? 'As many as you like.'
          : `Its graph holds ${mostPoints} points, a box counting two; after that forget the clicks or paint.`,
    },
    ability(
      'Clicks outside the target',
      capabilities.negativePoints,
      'Alt+click or the right button takes away.',
      'It never learned what such a click means. Take the eraser instead.',
    ),
    ability(
      'Starts from the mask there is',
      capabilities.maskPrompt,
      'A click refines what is drawn.',
      'Its export has no mask input: each click starts again from all clicks, and painted parts do not guide it.',
    ),
    ability(
      'Several prompts at once',
      capabilities.promptBatch,
      'Proposals ask for many masks in one run.',
      'Its decoder takes one prompt a run, so that proposals take longer.',
    ),
    ability(
      'Likeness of places',
      capabilities.embeddingMap,
      'Proposals gather places that look alike.',
      'Its features cannot be compared place by place, so that one kind of proposal is weaker.',
    ),
  ]
}

/** Words of a definition shown on hover. */
export const definitions = {
  encode:
    'Time to encode one picture with the model loaded. Once a picture; then it is remembered.',
  decode: 'Time from a click or box to its masks, on the CPU, with the picture encoded.',
  memory: 'What the process that runs the model holds in main memory with it open.',
  iou: 'Overlap of its masks with those of the CPU on a test picture: area in both by area in either, the lowest of all. 1 = the same; under 0.95 it is not used.',
  verdict: 'Whether encoders may run on it: it works, and gives the masks that the CPU gives.',
  provider: 'The way ONNX Runtime runs the encoder. Decoders always run on the CPU.',
  predictedIou:
    'The model’s own estimate of how well its mask fits, 0 to 1. Masks of seeds under this are left out.',
  stability:
    'IoU of the mask cut a little tighter and a little wider (logits at +1 and −1). Masks of seeds under this are left out.',
  dialect: 'How the graphs name and shape their inputs and outputs; recognised by their signature.',
  digest: 'SHA-256 over the digests of its files: part of every record and cache key.',
  vouchedBy:
    'Who says what the file’s SHA-256 should be. “nobody”: it was computed when the file first came, and has to stay the same.',
} as const

export const vouchers = {
  manifest: 'by the application’s list',
  host: 'by the host it came from',
  nobody: 'by nobody: computed here',
} as const

/** `3 August 2026, 14:05`. */
export function dateText(iso: string): string {
  return new Date(iso).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })
}
