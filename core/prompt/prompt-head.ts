import { fileProblem, type FileProblem, type FrontMatter } from './front-matter.ts'
import {
  pictureKinds,
  type PictureKind,
  type PromptHead,
  type PromptVariant,
} from './prompt-set.ts'
import { parserIds } from './reply.ts'

type Parsed<T> = { readonly ok: true; readonly value: T } | FileProblem
type Pictures = ReadonlyMap<string, PictureKind>

const keys = ['id', 'version', 'title', 'description', 'parser', 'pictures', 'variants']
const needed = keys.filter((key) => key !== 'variants')

/** What the front matter says of a set with these turns, and the pictures of each turn. */
export function readHead(
  front: FrontMatter,
  turns: readonly string[],
): Parsed<{ readonly head: PromptHead; readonly pictures: Pictures }> {
  const problem = keyProblem(front)
  if (problem !== null) return problem
  const at = (key: string) => front.lineOf.get(key) ?? 1
  const text = (key: string) => front.values.get(key) ?? ''
  const id = text('id')
  if (!/^[a-z][a-z0-9-]*$/.test(id))
    return fileProblem(at('id'), `“${id}” is no id`, 'Use lower-case letters, digits and dashes.')
  const version = text('version')
  if (!/^[1-9]\d{0,5}$/.test(version))
    return fileProblem(at('version'), `“${version}” is no version`, 'Count from 1.')
  const parser = [...parserIds, 'same' as const].find((one) => one === text('parser'))
  if (parser === undefined)
    return fileProblem(
      at('parser'),
      `no parser is called “${text('parser')}”`,
      `There are ${parserIds.join(', ')}, and same.`,
    )
  const pictures = readPictures(front, turns)
  if (!pictures.ok) return pictures
  const variants = readVariants(front, turns)
  if (!variants.ok) return variants
  const [title, description] = [text('title'), text('description')]
  const head = { id, version: Number(version), title, description, parser }
  return {
    ok: true,
    value: { head: { ...head, variants: variants.value }, pictures: pictures.value },
  }
}

function keyProblem(front: FrontMatter): FileProblem | null {
  for (const [key, line] of front.lineOf) {
    if (!keys.includes(key))
      return fileProblem(line, `“${key}” is no key of a prompt set`, `Keys are ${keys.join(', ')}.`)
    if (front.maps.has(key) && key !== 'pictures' && key !== 'variants')
      return fileProblem(line, `“${key}” has no value`, `Write “${key}: …”.`)
  }
  const missing = needed.find((key) => !front.lineOf.has(key))
  return missing === undefined
    ? null
    : fileProblem(1, `the front matter has no “${missing}”`, `Add a line “${missing}: …”.`)
}

/** One kind for all turns, or each turn's own. */
function readPictures(front: FrontMatter, turns: readonly string[]): Parsed<Pictures> {
  const at = front.lineOf.get('pictures') ?? 1
  const given = front.maps.get('pictures')
  const one = front.values.get('pictures') ?? ''
  const entries = given === undefined ? turns.map((name) => [name, one] as const) : [...given]
  const pictures = new Map<string, PictureKind>()
  for (const [name, value] of entries) {
    const kind = pictureKinds.find((known) => known === value)
    if (kind === undefined)
      return fileProblem(at, `“${value}” is no kind of pictures`, `Use ${pictureKinds.join(', ')}.`)
    if (!turns.includes(name)) return noTurn(at, name, turns)
    pictures.set(name, kind)
  }
  const without = turns.find((name) => !pictures.has(name))
  if (without === undefined) return { ok: true, value: pictures }
  return fileProblem(
    at,
    `“pictures” says nothing of the turn “${without}”`,
    `Add an indented line “${without}: none”, or another kind.`,
  )
}

/** Without any, all turns in order make the one variant. */
function readVariants(front: FrontMatter, turns: readonly string[]): Parsed<PromptVariant[]> {
  const at = front.lineOf.get('variants')
  if (at === undefined) return { ok: true, value: [{ name: 'default', turns }] }
  const given = [...(front.maps.get('variants') ?? [])]
  if (given.length === 0)
    return fileProblem(at, '“variants” lists none', 'Write indented lines “NAME: TURN, TURN”.')
  const variants: PromptVariant[] = []
  for (const [name, value] of given) {
    const named = value.split(',').map((turn) => turn.trim())
    const stray = named.find((turn) => !turns.includes(turn))
    if (stray !== undefined) return noTurn(at, stray, turns)
    variants.push({ name, turns: named })
  }
  return { ok: true, value: variants }
}

function noTurn(line: number, name: string, turns: readonly string[]): FileProblem {
  return fileProblem(
    line,
    `the file has no turn “${name.slice(0, 40)}”`,
    `It has ${turns.join(', ')}; or add a section “# turn: ${name.slice(0, 40)}”.`,
  )
}
