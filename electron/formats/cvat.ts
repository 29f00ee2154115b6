import type { DatasetSample } from '#core/dataset/dataset'
import { cvatMaskFromRle, rleFromCvatMask } from '#core/dataset/cvat'
import { maskLosses, plainLoss } from '#core/dataset/mask-losses'
import { attributeNames, attributesFromTexts } from '#core/dataset/text-attributes'
import type { Rle } from '#core/mask/mask'
import { emptyRle } from '#core/mask/rle'
import { isEmptyRle } from '#core/mask/rle-ops'
import { unwrap } from '#models/failure'
import { readCvat } from './cvat-read.ts'
import type { ExportSource, Format } from './format.ts'
import { isXmlText, xmlText } from './xml-text.ts'

/** Attributes beside the texts. */
const ownNames = ['annotation_id', 'sample_id'] as const

/** CVAT for images 1.1: a mask a sample with its texts as attributes; ignore masks share its group. */
export const cvat: Format = {
  id: 'cvat',
  title: 'CVAT for images 1.1',
  note:
    'One XML file with exact masks, all texts as text attributes of the label “target”. Read: masks, polygons and boxes; ' +
    'a text attribute “query” is the query, else each label is one.',
  import: { takes: 'file', read: readCvat },
  export: { kind: 'file', options: [], extension: '.xml', pieces },
}

async function* pieces(source: ExportSource): AsyncGenerator<string> {
  yield head()
  let open: number | null = null
  for await (const page of source.pages()) {
    for (const sample of page) {
      source.signal.throwIfAborted()
      const isNew = open !== sample.imageId
      const end = isNew && open !== null ? '  </image>\n' : ''
      open = sample.imageId
      yield end + (isNew ? imageStart(sample) : '') + sampleText(sample, source)
    }
    source.done(page.length)
  }
  yield `${open === null ? '' : '  </image>\n'}</annotations>\n`
}

/** What a CVAT task needs to know of its labels to take the file in. */
function head(): string {
  const attribute = (name: string) =>
    `      <attribute><name>${name}</name><mutable>False</mutable><input_type>text</input_type>` +
    '<default_value></default_value><values></values></attribute>\n'
  const label = (name: string, kind: string) =>
    `   <label><name>${name}</name><type>${kind}</type><attributes>\n` +
    [...attributeNames, ...ownNames].map(attribute).join('') +
    '    </attributes></label>\n'
  return (
    '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n' +
    `  <meta><job><labels>\n${label('target', 'mask')}${label('ignore', 'mask')}` +
    `${label('no-target', 'tag')}  </labels></job></meta>\n`
  )
}

function imageStart({ imageId, imageName, size }: DatasetSample): string {
  const { width, height } = size
  const name = xmlText(imageName)
  return `  <image id="${imageId}" name="${name}" width="${width}" height="${height}">\n`
}

function sampleText(sample: DatasetSample, source: ExportSource): string {
  const texts = attributesFromTexts(sample)
  if (!texts.every(([, value]) => isXmlText(value)))
    source.lose([plainLoss(sample, 'texts: XML cannot hold control characters; left out')])
  const ids = ownNames.map((name) => {
    return [name, String(name === 'sample_id' ? sample.sampleId : sample.annotationId)] as const
  })
  const attributes = [...texts, ...ids]
    .map(([name, value]) => `      <attribute name="${name}">${xmlText(value)}</attribute>\n`)
    .join('')
  const isAbsent = sample.noTarget || isEmptyRle(sample.mask)
  const target = isAbsent
    ? `    <tag label="no-target" source="manual">\n${attributes}    </tag>\n`
    : maskText(sample.mask, { label: 'target', group: sample.annotationId, attributes })
  const ignore = maskText(sample.ignore, {
    label: 'ignore',
    group: sample.annotationId,
    attributes: '',
  })
  const read = { mask: readBack(sample.mask), ignore: readBack(sample.ignore) }
  source.lose(maskLosses(sample, read, 'changed by CVAT’s runs'))
  return target + ignore
}

type MaskText = { readonly label: string; readonly group: number; readonly attributes: string }

function maskText(rle: Rle, { label, group, attributes }: MaskText): string {
  const mask = cvatMaskFromRle(rle)
  if (mask === null) return ''
  const { runs, left, top, width, height } = mask
  return (
    `    <mask label="${label}" source="manual" occluded="0" rle="${runs.join(', ')}" left="${left}" ` +
    `top="${top}" width="${width}" height="${height}" z_order="0" group_id="${group}">\n` +
    `${attributes}    </mask>\n`
  )
}

function readBack(rle: Rle): Rle {
  const size = { width: rle.size[1], height: rle.size[0] }
  const mask = cvatMaskFromRle(rle)
  return mask === null ? emptyRle(size) : unwrap(rleFromCvatMask(mask, size))
}
