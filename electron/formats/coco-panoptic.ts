import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { CocoImage } from '#core/dataset/coco-records'
import type { ForeignTaken } from '#core/dataset/dataset'
import { panopticIds, parsePanoptic, type PanopticAnnotation } from '#core/dataset/panoptic'
import { takeBad, takePassed, takeSample } from '#core/dataset/taken'
import type { Size } from '#core/geometry/size'
import { rlesFromLabels } from '#core/mask/labels'
import { readJsonLists } from '#electron/files/json-file'
import { failure } from '#models/failure'
import { readCocoLists } from './coco-frame.ts'
import type { ForeignPicture, ForeignProblem, Format, ReadContext } from './format.ts'
import { readNumbers } from './mask-files.ts'
import { lastPart } from './names.ts'

/** COCO panoptic: a JSON file and PNGs whose colours are ids of segments. */
export const cocoPanoptic: Format = {
  id: 'coco-panoptic',
  title: 'COCO panoptic',
  note:
    'A JSON file with its PNGs beside it (in a folder of its name, or its own). Each segment is a sample with its ' +
    'category as query and target; crowds are passed over.',
  import: { takes: 'file', read },
}

async function* read(
  path: string,
  { signal, progress }: ReadContext,
): AsyncGenerator<ForeignPicture | ForeignProblem> {
  const lists = await readCocoLists(path, signal)
  yield* lists.problems
  const total = (await stat(path)).size
  const found = new Set<string>()
  const onBytes = (bytes: number) => progress(bytes, total)
  const onEnd = (met: ReadonlySet<string>) => met.forEach((name) => found.add(name))
  const options = { lists: ['annotations'], signal, onBytes, onEnd }
  for await (const elements of readJsonLists(path, options))
    for (const { index, line, value, problem } of elements) {
      const place = { kind: 'problem', file: path, line } as const
      const annotation = problem === null ? parsePanoptic(value) : null
      const what = `annotations[${index}]: `
      if (annotation === null) yield { ...place, reason: what + (problem ?? '') }
      else if (!annotation.ok) yield { ...place, reason: what + annotation.error.message }
      else {
        const image = lists.images.get(annotation.value.imageId)
        if (image === undefined)
          yield { ...place, reason: `${what}there is no image ${annotation.value.imageId}` }
        else yield pictureOf(annotation.value, image, { path, line, names: lists.categories })
      }
    }
  if (found.has('annotations')) return
  const hint = 'Name the JSON file of a panoptic set, as panoptic_val2017.json.'
  throw failure('bad_input', `${path} has no list of annotations.`, hint)
}

type Source = {
  readonly path: string
  readonly line: number
  readonly names: ReadonlyMap<number, string>
}

function pictureOf(
  annotation: PanopticAnnotation,
  image: CocoImage,
  source: Source,
): ForeignPicture {
  return {
    kind: 'picture',
    file: source.path,
    line: source.line,
    names: [...new Set([image.file_name, lastPart(image.file_name)])],
    size: { width: image.width, height: image.height },
    key: image.file_name,
    imageId: image.id > 0 ? image.id : null,
    samples: (size) => samplesOf(annotation, source, size),
  }
}

async function samplesOf(
  annotation: PanopticAnnotation,
  { path, line, names }: Source,
  size: Size,
): Promise<ForeignTaken[]> {
  const place = { line, what: annotation.fileName }
  const png = await pngOf(path, annotation.fileName)
  if (png === null) return [takeBad(place, `it is not beside ${basename(path)}`)]
  const picture = await readNumbers(png, size)
  if (typeof picture === 'string') return [takeBad(place, picture)]
  if (picture.kind !== 'rgb') return [takeBad(place, 'it is no picture of red, green and blue')]
  const masks = rlesFromLabels(panopticIds(picture.values), size)
  masks.delete(0)
  const taken = annotation.segments.map((segment): ForeignTaken => {
    if (typeof segment === 'string')
      return takeBad({ line, what: segment }, 'it has no whole numbers as id and category_id')
    const what = `segment ${segment.id} of image ${annotation.imageId}`
    const mask = masks.get(segment.id)
    masks.delete(segment.id)
    const name = names.get(segment.categoryId)
    if (mask === undefined) return takeBad({ line, what }, 'its id is not in the picture')
    if (segment.isCrowd) return takePassed({ line, what }, 'it is a crowd')
    if (name === undefined)
      return takeBad({ line, what }, `there is no category ${segment.categoryId}`)
    return takeSample(
      { line, what },
      {
        key: `${annotation.imageId}#${segment.id}`,
        texts: { query: name, target: name, isSentence: false },
        mask,
      },
    )
  })
  const rest = [...masks.keys()].slice(0, 100)
  return [...taken, ...rest.map((id) => takeBad(place, `its id ${id} is not in segments_info`))]
}

/** In the folder called as the JSON file, or beside it. */
async function pngOf(json: string, name: string): Promise<string | null> {
  const folder = dirname(json)
  const stem = basename(json).replace(/\.[^.]*$/, '')
  for (const place of [join(folder, stem, name), join(folder, name)])
    if ((await stat(place).catch(() => null))?.isFile() === true) return place
  return null
}
