import { clampBox, imageBox, type ImageBox } from '#core/geometry/box'
import type { Size } from '#core/geometry/size'
import { imagenet, planarFeed } from '#models/dialects/shared/pixel-feeds'
import { outputNamed } from '#models/dialects/shared/mask-outputs'
import { readPixels } from '#models/image/open-image'
import { defaultSessionSettings, openSession } from '#models/onnx/session'
import { checkSignature, type Tensor } from '#models/onnx/signature'
import type { TextBox, TextBoxes } from './text-ports.ts'
import { openTokenizer } from './text-tokenizer.ts'
import { tokenFeeds } from './token-feeds.ts'

const frame = { width: 800, height: 800 }
const longest = 256
/** A box counts from this score of its best token (IDEA-Research's defaults). */
const leastScore = 0.3

/**
 * Grounding DINO as onnx-community has it: `pixel_values` [1,3,800,800] stretched, the phrases in one text, each ended
 * by a full stop; `logits` [1,900,256], a score for every token, and `pred_boxes` [1,900,4], centre and sides 0..1.
 */
export async function openGroundingDino(files: {
  readonly graph: string
  readonly tokenizer: string
}): Promise<TextBoxes> {
  const tokenizer = await openTokenizer(files.tokenizer)
  // ONNX Runtime 1.27 is said to break the 4-bit export when it rewrites the graph.
  const session = await openSession(files.graph, { ...defaultSessionSettings, isOptimised: false })
  const names = ['pixel_values', 'pixel_mask', 'input_ids', 'token_type_ids', 'attention_mask']
  const outputs = ['logits', 'pred_boxes']
  checkSignature(files.graph, session.ports, { inputs: names, outputs })
  return {
    kind: 'text-boxes',
    async findBoxes(image, phrases) {
      const said = phrases.map(phraseFrom).filter((phrase) => phrase !== '')
      if (said.length === 0) return []
      const pixels = await readPixels(image, null, frame, 'stretch')
      const ids = tokenizer.idsOf(said.map((phrase) => `${phrase}.`).join(' '), longest)
      const feeds = tokenFeeds(ids)
      const found = await session.run(
        {
          pixel_values: planarFeed(pixels, frame, imagenet),
          pixel_mask: onesOf([1, frame.height, frame.width]),
          input_ids: feeds.ids,
          token_type_ids: feeds.kinds,
          attention_mask: feeds.mask,
        },
        outputs,
      )
      const stop = tokenizer.idsOf('.', longest).at(1)
      const owners = phraseOfTokens(ids, stop)
      return boxesFrom(found, { owners, phrases: said, size: image.size })
    },
    close: () => session.release(),
  }
}

/** Lower case, one line, without the full stops that part phrases. */
function phraseFrom(text: string): string {
  return text.toLowerCase().replaceAll('.', ' ').replace(/\s+/gu, ' ').trim()
}

/** Which phrase each token belongs to: as many as full stops before it; −1 for the marks at both ends and the stops. */
function phraseOfTokens(ids: readonly number[], stop: number | undefined): readonly number[] {
  let phrase = 0
  return ids.map((id, place) => {
    if (place === 0 || place === ids.length - 1) return -1
    if (id !== stop) return phrase
    phrase += 1
    return -1
  })
}

type Read = {
  readonly owners: readonly number[]
  readonly phrases: readonly string[]
  readonly size: Size
}

function boxesFrom(
  found: Readonly<Record<string, Tensor>>,
  { owners, phrases, size }: Read,
): TextBox[] {
  const logits = outputNamed(found, 'logits')
  const boxes = outputNamed(found, 'pred_boxes').data
  const columns = logits.dims.at(-1) ?? 0
  const boxOf = (k: number): ImageBox => {
    const [x, y, w, h] = boxes.subarray(4 * k, 4 * k + 4) as unknown as [
      number,
      number,
      number,
      number,
    ]
    const { width, height } = size
    return clampBox(
      imageBox(
        (x - w / 2) * width,
        (y - h / 2) * height,
        (x + w / 2) * width,
        (y + h / 2) * height,
      ),
      size,
    )
  }
  return Array.from({ length: logits.data.length / columns }, (_, k) => {
    const row = logits.data.subarray(k * columns, (k + 1) * columns)
    const best = owners.reduce(
      (at, owner, place) =>
        owner >= 0 && (row[place] ?? -Infinity) > (row[at] ?? -Infinity) ? place : at,
      owners.findIndex((owner) => owner >= 0),
    )
    const phrase = phrases[owners[best] ?? -1]
    const score = 1 / (1 + Math.exp(-(row[best] ?? -Infinity)))
    return phrase !== undefined && score >= leastScore ? [{ box: boxOf(k), score, phrase }] : []
  })
    .flat()
    .toSorted((a, b) => b.score - a.score)
}

function onesOf(dims: readonly number[]): Tensor {
  return { dims, data: new Float32Array(dims.reduce((a, b) => a * b)).fill(1) }
}
