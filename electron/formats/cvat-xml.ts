import { failure } from '#models/failure'
import { readXml, type XmlElement } from './xml-file.ts'

export type CvatShape = {
  /** Name of its element: polygon, box, mask, tag, … */
  readonly kind: string
  readonly line: number
  readonly attributes: Readonly<Record<string, string>>
  /** Its `attribute` elements by name. */
  readonly texts: Map<string, string>
}

export type CvatImage = {
  readonly line: number
  readonly attributes: Readonly<Record<string, string>>
  readonly shapes: readonly CvatShape[]
}

/** Of one image. */
const mostShapes = 20_000
const mostCharacters = 256 << 20

/** The `image` elements of a file, one at a time. Throws AppFailure as `readXml` does. */
export async function* cvatImages(
  path: string,
  signal: AbortSignal,
  progress: (done: number, total: number) => void,
): AsyncGenerator<CvatImage> {
  const collector = createCollector(path)
  for await (const { bytes, total } of readXml(path, collector, signal)) {
    yield* collector.images.splice(0)
    progress(bytes, total)
  }
  yield* collector.images.splice(0)
}

function createCollector(path: string) {
  const images: CvatImage[] = []
  const open: XmlElement[] = []
  let image: (Omit<CvatImage, 'shapes'> & { readonly shapes: CvatShape[] }) | null = null
  let attribute: { readonly name: string; text: string } | null = null
  let characters = 0
  const count = (more: number) => {
    characters += more
    if (characters > mostCharacters || (image?.shapes.length ?? 0) > mostShapes)
      throw failure('bad_input', `${path} has an image with too many shapes.`, 'Cut it into parts.')
  }
  return {
    images,
    open(element: XmlElement) {
      const { name, attributes, line } = element
      const parent = open.at(-1)?.name
      open.push(element)
      if (name === 'image' && parent === 'annotations') {
        image = { line, attributes, shapes: [] }
        characters = 0
      } else if (parent === 'image' && image !== null) {
        image.shapes.push({ kind: name, line, attributes, texts: new Map() })
        for (const value of Object.values(attributes)) count(value.length)
      } else if (name === 'attribute' && open.at(-3)?.name === 'image')
        attribute = { name: attributes['name'] ?? '', text: '' }
    },
    close(name: string) {
      open.pop()
      if (name === 'attribute' && attribute !== null) {
        image?.shapes.at(-1)?.texts.set(attribute.name, attribute.text)
        attribute = null
      } else if (name === 'image' && image !== null && open.length === 1) {
        images.push(image)
        image = null
      }
    },
    text(text: string) {
      if (attribute === null) return
      count(text.length)
      attribute.text += text
    },
  }
}
