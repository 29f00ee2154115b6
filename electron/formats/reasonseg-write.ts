import type { DatasetSample } from '#core/dataset/dataset'
import { reasonSegFromSample } from '#core/dataset/reasonseg'
import type { ExportFile } from '#electron/files/export-folder'
import { jpegPicture } from '#electron/files/upright-picture'
import type { ExportFolder, ExportSource } from './format.ts'
import { createNames, safeName } from './names.ts'

const answersName = 'explanatory/train.json'
/** Characters of a file's stem at most, its ending not counted. */
const longestStem = 55

/** A JSON file and a picture a sample, and the answers of those in `train` once more where LISA looks for them. */
export async function fillReasonSeg(source: ExportSource, folder: ExportFolder): Promise<void> {
  const samplesOf = await countSamples(source)
  const free = createNames(folder)
  const answers = answersIn(folder)
  try {
    for await (const page of source.pages()) {
      for (const sample of page) {
        source.signal.throwIfAborted()
        const isAlone = samplesOf.get(sample.imageId) === 1
        const picture = free(safeName(`${folderOf(sample)}/${stemOf(sample, isAlone)}`), '.jpg')
        await writeSample({ source, folder, picture }, sample)
        if (folderOf(sample) === 'train') await answers.add(sample, picture)
        source.done(1)
      }
    }
  } finally {
    await answers.close()
  }
}

/** By image. */
async function countSamples(source: ExportSource): Promise<Map<number, number>> {
  const counts = new Map<number, number>()
  for await (const page of source.pages())
    for (const { imageId } of page) counts.set(imageId, (counts.get(imageId) ?? 0) + 1)
  return counts
}

function folderOf({ split }: DatasetSample): string {
  return split ?? 'train'
}

/** LISA finds the JSON file by replacing every `.jpg` of the picture's path. */
function stemOf({ imageName, sampleId }: DatasetSample, isAlone: boolean): string {
  const plain = imageName
    .replace(/\.[^./]*$/, '')
    .replaceAll('/', '_')
    .replaceAll('.jpg', '_jpg')
  const mark = isAlone ? '' : `__${sampleId}`
  return Array.from(plain)
    .slice(0, longestStem - mark.length)
    .join('')
    .concat(mark)
}

type Place = {
  readonly source: ExportSource
  readonly folder: ExportFolder
  /** Path of the sample's picture in the folder. */
  readonly picture: string
}

async function writeSample({ source, folder, picture }: Place, sample: DatasetSample) {
  const { record, losses } = reasonSegFromSample(sample, baseName(picture))
  await folder.write(picture.replace(/\.jpg$/, '.json'), `${JSON.stringify(record)}\n`)
  source.lose(losses)
  const path = await source.imagePath(sample)
  const made = await jpegPicture(path)
  if (made === null) return folder.copy(path, picture)
  await folder.write(picture, made.bytes)
  const what = `picture: written anew as JPEG, it was ${made.was}`
  source.lose([{ sample: sample.sampleId, what, iou: null }])
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

type Answers = {
  add(sample: DatasetSample, picture: string): Promise<void>
  close(): Promise<void>
}

/** There is no such file without answers. */
function answersIn(folder: ExportFolder): Answers {
  let file: ExportFile | null = null
  return {
    async add({ query, answer }, picture) {
      if (answer === '') return
      const entry = JSON.stringify({ image: baseName(picture), query, outputs: answer })
      const before = file === null ? '[\n' : ',\n'
      file ??= await folder.open(answersName)
      await file.append(before + entry)
    },
    async close() {
      await file?.append('\n]\n')
      await file?.close()
    },
  }
}
