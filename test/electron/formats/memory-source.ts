import { copyFile, mkdir, mkdtemp, open, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { DatasetSample, ForeignSample, ForeignTaken, Loss } from '#core/dataset/dataset'
import type { Size } from '#core/geometry/size'
import { createMask, type Rle } from '#core/mask/mask'
import { emptyRle, rleFromMask } from '#core/mask/rle'
import type {
  ExportFolder,
  ExportSource,
  ForeignPicture,
  ForeignProblem,
  Format,
  FolderExport,
} from '#electron/formats/format'
import { exportOptionsSchema, type ExportOptions } from '#rpc/schemas/transfer'
import type { Random } from '../../soak/random.ts'

/** A sample as exports are given it; every field may be replaced. */
export function sampleOf(part: Partial<DatasetSample> = {}): DatasetSample {
  const size = part.size ?? { width: 20, height: 14 }
  const sampleId = part.sampleId ?? 1
  return {
    query: 'Which one is it?',
    variants: [],
    isSentence: true,
    target: '',
    synonyms: [],
    attributes: [],
    category: null,
    components: [],
    split: null,
    answer: '',
    rationale: '',
    sampleId,
    annotationId: sampleId + 100,
    imageId: 1,
    imageName: 'picture.png',
    size,
    mask: rectangleRle(size, [4, 3, 6, 5]),
    ignore: emptyRle(size),
    noTarget: false,
    ...part,
  }
}

/** Every text filled, with what is hard to write. */
export const fullTexts = {
  query: 'Was schützt die Schnecke? 蝸牛 "quoted" <b>&amp; \\ 🐌',
  variants: ['Its house?', 'ракушка'],
  isSentence: true,
  target: "snail's shell",
  synonyms: ['house', 'Häuschen'],
  attributes: ['brown; round', 'a,b'],
  category: 'spatial',
  components: ['relative'],
  split: 'val',
  answer: 'The shell.\nIt is hard.',
  rationale: 'Snails hide\tin it.',
} as const

/** A rectangle x, y, width, height. */
export function rectangleRle(size: Size, [x, y, w, h]: readonly number[]): Rle {
  const mask = createMask(size)
  for (let row = y!; row < y! + h!; row++)
    mask.bits.fill(1, row * size.width + x!, row * size.width + x! + w!)
  return rleFromMask(mask)
}

/** Blocks and specks with holes in several parts; one in eight is empty. */
export function randomRle(random: Random, size: Size): Rle {
  const mask = createMask(size)
  if (random.below(8) === 0) return rleFromMask(mask)
  for (let i = random.below(6) + 1; i > 0; i--) {
    const [x, y] = [random.below(size.width), random.below(size.height)]
    const [w, h] = [random.below(size.width) + 1, random.below(size.height) + 1]
    const value = random.below(3) === 0 ? 0 : 1
    for (let row = y; row < Math.min(size.height, y + h); row++)
      mask.bits.fill(value, row * size.width + x, row * size.width + Math.min(size.width, x + w))
  }
  for (let i = random.below(9); i > 0; i--) mask.bits[random.below(mask.bits.length)]! ^= 1
  return rleFromMask(mask)
}

export type MemorySource = ExportSource & {
  readonly losses: Loss[]
  readonly counted: () => number
}

/** An export's source from samples in memory, two a page; pictures lie in `images`. */
export function memorySource(
  samples: readonly DatasetSample[],
  options: Partial<ExportOptions> = {},
  images = tmpdir(),
): MemorySource {
  const losses: Loss[] = []
  let counted = 0
  return {
    count: samples.length,
    options: exportOptionsSchema.parse(options),
    signal: new AbortController().signal,
    async *pages() {
      for (let i = 0; i < samples.length; i += 2) yield samples.slice(i, i + 2)
    },
    imagePath: (sample) => Promise.resolve(join(images, sample.imageName)),
    candidates: () => Promise.resolve([]),
    done(more) {
      counted += more
    },
    lose: (more) => void losses.push(...more),
    losses,
    counted: () => counted,
  }
}

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'reaseg-format-'))
}

/** An export's folder that is a real one; a name given twice is an error. */
export function diskFolder(path: string): ExportFolder {
  const given = new Set<string>()
  const place = async (name: string) => {
    if (given.has(name)) throw new Error(`${name} was given twice`)
    if (/^\/|(^|\/)\.\.?(\/|$)|\\/.test(name)) throw new Error(`${name} is no name`)
    given.add(name)
    await mkdir(dirname(join(path, name)), { recursive: true })
    return join(path, name)
  }
  return {
    write: async (name, data) => writeFile(await place(name), data),
    async open(name) {
      const file = await open(await place(name), 'wx')
      return { append: (data) => file.appendFile(data), close: () => file.close() }
    },
    copy: async (from, name) => copyFile(from, await place(name)),
    has: (name) => given.has(name),
  }
}

/** The samples exported into a new folder; where it is. */
export async function exportToFolder(format: Format, source: ExportSource): Promise<string> {
  const path = await temporaryFolder()
  await (format.export as FolderExport).fill(source, diskFolder(path))
  return path
}

/** The samples exported into a new file; where it is. */
export async function exportToFile(format: Format, source: ExportSource): Promise<string> {
  const made = format.export
  if (made?.kind !== 'file') throw new Error(`${format.id} writes no file`)
  const path = join(await temporaryFolder(), `export${made.extension}`)
  const pieces: Buffer[] = []
  for await (const piece of made.pieces(source)) pieces.push(Buffer.from(piece))
  await writeFile(path, Buffer.concat(pieces))
  return path
}

export type Imported = {
  readonly pictures: ForeignPicture[]
  readonly problems: ForeignProblem[]
  readonly taken: ForeignTaken[]
  readonly samples: ForeignSample[]
  /** Reasons of everything that is bad, problems first. */
  readonly bad: string[]
}

/** Everything a format reads, each picture at the size it states or else at this one. */
export async function importAll(
  format: Format,
  path: string,
  { size = { width: 20, height: 14 }, images = path }: { size?: Size; images?: string } = {},
): Promise<Imported> {
  const found: Imported = { pictures: [], problems: [], taken: [], samples: [], bad: [] }
  const context = { images, signal: new AbortController().signal, progress: () => undefined }
  for await (const entry of format.import!.read(path, context)) {
    if (entry.kind === 'problem') {
      found.problems.push(entry)
      if (entry.isPassed !== true) found.bad.push(entry.reason)
      continue
    }
    found.pictures.push(entry)
    found.taken.push(...(await entry.samples(entry.size ?? size)))
  }
  for (const taken of found.taken) {
    if (taken.kind === 'sample') found.samples.push(taken.sample)
    if (taken.kind === 'bad') found.bad.push(`${taken.what}: ${taken.reason}`)
  }
  return found
}
