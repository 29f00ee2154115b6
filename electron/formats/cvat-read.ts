import { parseCvatBox, parseCvatMask, parseCvatPolygon } from '#core/dataset/cvat'
import type { DatasetTexts, ForeignTaken } from '#core/dataset/dataset'
import { idOf, takeBad, takeSample, type Place } from '#core/dataset/taken'
import { textsFromAttributes } from '#core/dataset/text-attributes'
import type { Size } from '#core/geometry/size'
import type { Rle } from '#core/mask/mask'
import { isEmptyRle, uniteAll } from '#core/mask/rle-ops'
import type { Result } from '#core/result'
import { failure } from '#models/failure'
import { cvatImages, type CvatImage, type CvatShape } from './cvat-xml.ts'
import type { ForeignPicture, ForeignProblem, ReadContext } from './format.ts'
import { lastPart } from './names.ts'

type Parse = (attributes: Readonly<Record<string, string>>, size: Size) => Result<Rle>

const parsers: Readonly<Record<string, Parse>> = {
  mask: parseCvatMask,
  polygon: parseCvatPolygon,
  box: parseCvatBox,
}

/** The images of a CVAT for images 1.1 file. Throws AppFailure `bad_input` where it holds none. */
export async function* readCvat(
  path: string,
  { signal, progress }: ReadContext,
): AsyncGenerator<ForeignPicture | ForeignProblem> {
  let count = 0
  for await (const image of cvatImages(path, signal, progress)) {
    count++
    yield pictureOf(path, image)
  }
  if (count > 0) return
  const hint = 'Export it from CVAT as “CVAT for images 1.1” and name its annotations.xml.'
  throw failure('bad_input', `${path} holds no images of CVAT.`, hint)
}

function pictureOf(path: string, image: CvatImage): ForeignPicture | ForeignProblem {
  const { name = '', width, height, id } = image.attributes
  const place = { file: path, line: image.line }
  if (name === '') return { kind: 'problem', ...place, reason: 'an image has no name' }
  const size = { width: Number(width), height: Number(height) }
  return {
    kind: 'picture',
    ...place,
    names: [...new Set([name, lastPart(name)])],
    size: idOf(size.width) === null || idOf(size.height) === null ? null : size,
    key: name,
    imageId: idOf(Number(id ?? '')),
    samples: (upright) => samplesOf(image, upright),
  }
}

type Group = { readonly query: string; readonly shapes: CvatShape[]; readonly ignores: CvatShape[] }

/**
 * Shapes of one query are one sample: by their attribute `query`, by the group of one that has it, or by their label.
 * Shapes of a label with `ignore` belong to the samples of their group, else to all of the image.
 */
function samplesOf(image: CvatImage, size: Size): ForeignTaken[] {
  const taken: ForeignTaken[] = []
  const usable: CvatShape[] = []
  for (const shape of image.shapes)
    if (shape.kind === 'tag' || Object.hasOwn(parsers, shape.kind)) usable.push(shape)
    else {
      const reason = `the raster of a ${shape.kind} is not defined`
      taken.push({ ...placeOf(shape), kind: 'passed', reason })
    }
  const groups = groupsOf(usable.filter((shape) => !isIgnore(shape)))
  for (const ignore of usable.filter(isIgnore)) {
    const own = [...groups.values()].filter(({ shapes }) =>
      shapes.some((shape) => groupOf(shape) !== null && groupOf(shape) === groupOf(ignore)),
    )
    for (const group of own.length > 0 ? own : groups.values()) group.ignores.push(ignore)
  }
  const name = image.attributes['name'] ?? ''
  for (const [key, group] of groups) taken.push(sampleOf(`${name}#${key}`, group, size))
  return taken
}

function groupsOf(shapes: readonly CvatShape[]): Map<string, Group> {
  const queryOfGroup = new Map<string, CvatShape>()
  for (const shape of shapes) {
    const group = groupOf(shape)
    if (group !== null && saidIn(shape) !== '' && !queryOfGroup.has(group))
      queryOfGroup.set(group, shape)
  }
  const groups = new Map<string, Group>()
  for (const shape of shapes) {
    const speaker = saidIn(shape) === '' ? queryOfGroup.get(groupOf(shape) ?? '') : shape
    const said = saidIn(speaker ?? shape)
    // A tag without a query says something of the image, not where anything is.
    if (said === '' && shape.kind === 'tag') continue
    const query = said === '' ? labelOf(shape) : said
    const own = (speaker ?? shape).texts.get('sample_id') ?? ''
    const key = own === '' ? query : `${own} ${query}`
    const group = groups.get(key) ?? { query, shapes: [], ignores: [] }
    // The one that speaks goes first: the sample's texts are its.
    if (shape === speaker) group.shapes.unshift(shape)
    else group.shapes.push(shape)
    groups.set(key, group)
  }
  return groups
}

function sampleOf(key: string, { query, shapes, ignores }: Group, size: Size): ForeignTaken {
  const [first] = shapes
  const place = first === undefined ? { line: null, what: key } : placeOf(first)
  const texts = textsFromAttributes(first?.texts ?? new Map())
  if (!texts.ok) return takeBad(place, texts.error.message)
  const target = unite(shapes, size)
  const ignore = unite(ignores, size)
  const problem = typeof target === 'string' ? target : typeof ignore === 'string' ? ignore : null
  if (problem !== null) return takeBad(place, problem)
  return takeSample(place, {
    key,
    texts: withLabel(texts.value, query, first),
    mask: target as Rle | null,
    ignore: ignore as Rle | null,
    noTarget: shapes.every(({ kind }) => kind === 'tag'),
    annotationId: idOf(Number(first?.texts.get('annotation_id') ?? '')),
    sampleId: idOf(Number(first?.texts.get('sample_id') ?? '')),
  })
}

/** Labels of ours say nothing of the target. */
function withLabel(
  texts: Partial<DatasetTexts>,
  query: string,
  first: CvatShape | undefined,
): Partial<DatasetTexts> {
  const label = first === undefined ? '' : labelOf(first)
  const isOurs = first?.texts.has('sample_id') === true
  const target = isOurs ? {} : { target: label, isSentence: query !== label }
  return { ...target, ...texts, query }
}

/** The union of shapes, null where there is none; a sentence where one cannot be read. */
function unite(shapes: readonly CvatShape[], size: Size): Rle | null | string {
  const masks: Rle[] = []
  for (const shape of shapes) {
    const parse = parsers[shape.kind]
    if (parse === undefined) continue
    const read = parse(shape.attributes, size)
    if (!read.ok) return `its ${shape.kind} at line ${shape.line}: ${read.error.message}`
    masks.push(read.value)
  }
  const all = uniteAll(masks, size)
  return isEmptyRle(all) ? null : all
}

function placeOf(shape: CvatShape): Place {
  return { line: shape.line, what: `${shape.kind} ${JSON.stringify(labelOf(shape).slice(0, 60))}` }
}

function groupOf({ attributes }: CvatShape): string | null {
  const group = (attributes['group_id'] ?? '').trim()
  return group === '' || group === '0' ? null : group
}

function labelOf({ attributes }: CvatShape): string {
  return (attributes['label'] ?? '').trim()
}

function saidIn({ texts }: CvatShape): string {
  return (texts.get('query') ?? '').trim() === '' ? '' : (texts.get('query') ?? '')
}

function isIgnore(shape: CvatShape): boolean {
  return labelOf(shape).toLowerCase().includes('ignore')
}
