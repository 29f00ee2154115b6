import type { WrittenText } from '#core/prompt/reply'
import type { ImageBox } from '#core/geometry/box'
import type { Rle } from '#core/mask/mask'
import { isEmptyRle } from '#core/mask/rle-ops'
import { getSample } from '#electron/store/samples'
import { failure } from '#models/failure'
import type { CallOptions, ImageSource } from '#models/ports'
import type { TextBox, TextMask } from '#models/text/text-ports'
import { askCheckTurn } from './check-asked.ts'
import { promptForBox } from './drafts.ts'
import { imageSourceOf } from './image-source.ts'
import { cardOf } from './pipeline-text.ts'
import { pipelineSettings } from './projects.ts'
import type { Studio } from './studio.ts'
import { write, type MadeText, type WritingSubject, type WritingTools } from './write-and-verify.ts'

export type Grounding = {
  /** Text model that makes masks or boxes of words. */
  readonly finder: string
  readonly signal: AbortSignal
}

/** Under this score what a text model found is not counted. */
const surely = 0.3

/**
 * Questions with short answers (Rea2Seg appendix D): a text-only filter drops what cannot be pointed at, the answer's
 * words prompt a text-conditioned segmenter, and only answers with exactly one mask stay, under that mask.
 */
export async function groundAnswers(
  subject: WritingSubject,
  tools: WritingTools,
  grounding: Grounding,
): Promise<MadeText[]> {
  const { studio } = tools
  const written = await write(subject, tools)
  const { image: row } = await getSample(studio.project().db, subject.task.sample)
  const image = await imageSourceOf(studio.project(), row)
  const made: MadeText[] = []
  for (const text of written.texts) {
    if (text.query === '' || text.answer === '') continue
    const check = await canBePointedAt(text, subject, tools)
    if (check.verdict === 'bad') continue
    const mask = await findOnly(studio, { image, words: text.answer }, grounding)
    if (mask === null) continue
    const texts = { ...text, variants: [] }
    const verdict = check.verdict === 'ok' ? ('good' as const) : ('ambiguous' as const)
    const prompts = [written.prompts, check.prompts]
    made.push({ texts, verdict, reason: check.reason, prompts, mask, target: text.answer })
  }
  return made
}

async function canBePointedAt(
  { query, answer }: WrittenText,
  { task }: WritingSubject,
  { studio, shelf, writer, verifier }: WritingTools,
) {
  const { set } = await shelf.get('check')
  const asked = { turn: 'pointing' as const, image: task.image, values: { query, answer } }
  const { value } = await askCheckTurn({ studio, shelf, asker: verifier ?? writer }, asked)
  const { verdict, reason } = value
  return { verdict, reason, prompts: `${set.id} ${set.version}` }
}

type Sought = { readonly image: ImageSource; readonly words: string }

/** The mask of what the words name, where they surely name one thing. Throws AppFailure `model_missing`, `bad_input`. */
async function findOnly(
  studio: Studio,
  { image, words }: Sought,
  { finder, signal }: Grounding,
): Promise<Rle | null> {
  const card = cardOf(finder, await studio.textModels.cards())
  const call = { priority: 'run' as const, signal }
  const [only, ...others] = await studio.textModels.use(finder, async (model): Promise<Found[]> => {
    if (model.kind === 'text-masks')
      return (await model.findMasks(image, words, call)).filter(isSure)
    if (model.kind === 'text-boxes')
      return (await model.findBoxes(image, [words], call)).filter(isSure)
    throw failure(
      'bad_input',
      `${card.title} makes neither masks nor boxes of words.`,
      'Choose another text model.',
    )
  })
  if (only === undefined || others.length > 0) return null
  return 'rle' in only ? only.rle : decodeBox(studio, { image, box: only.box }, call)
}

type Found = TextMask | TextBox

function isSure({ score }: Found): boolean {
  return score >= surely
}

async function decodeBox(
  studio: Studio,
  { image, box }: { readonly image: ImageSource; readonly box: ImageBox },
  call: CallOptions,
): Promise<Rle | null> {
  const { segmenter: id } = await pipelineSettings(studio.project())
  return studio.segmenters.use(id, async (segmenter) => {
    const encoding = await segmenter.encode(image, null, call)
    const { prompt } = promptForBox(box, segmenter.card)
    const [decoded] = await segmenter.decode(encoding, [prompt], { ...call, looks: 2 })
    const [best] = (decoded?.masks ?? []).toSorted((a, b) => b.predictedIou - a.predictedIou)
    return best === undefined || isEmptyRle(best.rle) ? null : best.rle
  })
}
