import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { importModel } from '#models/download/import-folder'
import { installedTextModels } from '#models/installed'
import { findEntry } from '#models/manifest/manifest'
import type { ImageSource } from '#models/ports'
import { openText } from '#models/text/open-text'
import { fixtureFile } from '../../fixtures/onnx-cards.ts'
import { discPicture } from '../../fixtures/pictures.ts'
import { writeZip } from '../download/zip-writer.ts'
import { writeTokenizer } from './tokenizers.ts'

const root = mkdtempSync(join(tmpdir(), 'reaseg-sam3-'))
const entry = findEntry('sam3-concept')!
const graphs = [
  ['sam3_image_encoder.onnx', 'e.encoder'],
  ['sam3_language_encoder.onnx', 'e.language'],
  ['sam3_decoder.onnx', 'e.decoder'],
] as const
const members = [
  ...graphs.map(([name, graph]) => ({ name, data: readFileSync(fixtureFile(graph)) })),
  { name: 'sam3_image_encoder.onnx.data', data: randomBytes(2000) },
]
let image: ImageSource

beforeAll(async () => {
  image = await discPicture(root, { width: 300, height: 200 }, [])
})
afterAll(() => rm(root, { recursive: true }))

/** A folder of the user with these files, and with CLIP's tokenizer unless it is to be missing. */
async function lay(
  name: string,
  files: readonly { readonly name: string; readonly data: Buffer }[],
  hasTokenizer = true,
): Promise<string> {
  const folder = join(root, name)
  await mkdir(folder)
  for (const file of files) await writeFile(join(folder, file.name), file.data)
  if (hasTokenizer) {
    const path = await writeTokenizer(root, 'clip')
    await writeFile(join(folder, 'tokenizer.json'), readFileSync(path))
  }
  return folder
}

const inFolder = members.map(({ name, data }) => ({ name: `sam3_vit_h/${name}`, data }))

it.each([
  ['unpacked', members],
  ['packed', [{ name: 'sam3_vit_h.zip', data: writeZip(inFolder) }]],
])('%s, SAM 3 by concept is kept with its weights and finds masks', async (name, files) => {
  const models = join(root, `${name}-models`)
  await importModel(entry, await lay(name, files), models)
  const [card] = await installedTextModels(models)
  expect(card).toMatchObject({ id: 'sam3-concept', kind: 'text-masks', dialect: 'sam3-concept' })
  expect(card!.files.map(({ role }) => role).toSorted()).toEqual([
    'data',
    'decoder',
    'encoder',
    'language',
    'tokenizer',
  ])
  const model = await openText(card!)
  if (model.kind !== 'text-masks') throw new Error(model.kind)
  expect(await model.findMasks(image, 'cat', { priority: 'run' })).toHaveLength(2)
  await model.close()
})

it('the tokenizer comes from another page, which is named where it is missing', async () => {
  const folder = await lay('no-tokenizer', members, false)
  const imported = importModel(entry, folder, join(root, 'none'))
  await expect(imported).rejects.toMatchObject({
    error: {
      code: 'file_missing',
      message: expect.stringContaining('tokenizer.json'),
      hint: expect.stringMatching(/Xenova\/clipseg-rd64-refined.*tokenizer\.json/),
    },
  })
})
