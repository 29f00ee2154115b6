import { resamplePrior } from '#core/prior/resample'
import { throwIfAborted } from '#models/failure'
import { readPixels } from '#models/image/open-image'
import { planarFeed, imagenet } from '#models/dialects/shared/pixel-feeds'
import { outputNamed } from '#models/dialects/shared/mask-outputs'
import { openSession, type OnnxSession } from '#models/onnx/session'
import { brokenModel, checkSignature, type Tensor } from '#models/onnx/signature'
import type { TextPrior } from './text-ports.ts'
import { tokenFeeds } from './token-feeds.ts'
import { openTokenizer, type TextTokenizer } from './text-tokenizer.ts'

const frame = { width: 352, height: 352 }
const longest = 77

/**
 * CLIPSeg as transformers.js has it: `pixel_values` [1,3,352,352] stretched, ImageNet's normalisation, and one text's
 * ids to `logits` of 352×352. Texts go one by one, for their lengths differ.
 */
export async function openClipseg(files: {
  readonly graph: string
  readonly tokenizer: string
}): Promise<TextPrior> {
  const tokenizer = await openTokenizer(files.tokenizer)
  const session = await openSession(files.graph)
  checkSignature(files.graph, session.ports, {
    inputs: ['input_ids', 'attention_mask', 'pixel_values'],
    outputs: ['logits'],
  })
  return {
    kind: 'text-prior',
    async weigh(image, texts, { signal }) {
      const pixels = planarFeed(await readPixels(image, null, frame, 'stretch'), frame, imagenet)
      const weights = new Float32Array(frame.width * frame.height)
      for (const text of texts) {
        throwIfAborted(signal)
        const logits = await logitsOf(session, tokenizer, { text, pixels })
        for (const [i, logit] of logits.entries())
          weights[i] = Math.max(weights[i] as number, 1 / (1 + Math.exp(-logit)))
      }
      return {
        weights: resamplePrior(weights, frame.width, frame.height).map(rounded),
        peak: rounded(weights.reduce((most, weight) => Math.max(most, weight), 0)),
      }
    },
    close: () => session.release(),
  }
}

async function logitsOf(
  session: OnnxSession,
  tokenizer: TextTokenizer,
  { text, pixels }: { readonly text: string; readonly pixels: Tensor },
): Promise<Float32Array> {
  const { ids, mask } = tokenFeeds(tokenizer.idsOf(text, longest))
  const feeds = { input_ids: ids, attention_mask: mask, pixel_values: pixels }
  const { data } = outputNamed(await session.run(feeds, ['logits']), 'logits')
  if (data.length === frame.width * frame.height && data.every(Number.isFinite)) return data
  throw brokenModel(
    session.path,
    'it gives no 352×352 numbers for a text',
    'Verify the model in the Models view.',
  )
}

/** Five decimals, as everything that is recorded. */
function rounded(value: number): number {
  return Math.round(value * 1e5) / 1e5
}
