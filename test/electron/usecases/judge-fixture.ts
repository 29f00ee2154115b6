import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach } from 'vitest'
import type { Size } from '#core/geometry/size'
import type { GridSettings } from '#core/grid/grid'
import type { Mask } from '#core/mask/mask'
import { parsePromptFile } from '#core/prompt/prompt-file'
import { addImages } from '#electron/store/images'
import { openStore } from '#electron/store/open'
import { addSamples } from '#electron/store/samples'
import { findPlaces } from '#electron/files/places'
import { paintGridPrompt } from '#electron/files/overlay-painter'
import { scaleSquare } from '#electron/files/scaled-picture'
import { Asker, sha256Of, type AskerParts, type SentImage } from '#electron/usecases/asker'
import { createBudget, type Limits } from '#electron/usecases/budget'
import type { ImagePictures } from '#electron/usecases/judge-pictures'
import { Purse } from '#electron/usecases/purse'
import { openPromptShelf, type PromptShelf } from '#electron/usecases/prompt-shelf'
import { unwrap } from '#models/failure'
import type { MllmRequest } from '#models/mllm/mllm-ports'
import { sampleFieldsSchema } from '#rpc/schemas/project'
import type { FakeMllm } from '../../fakes/mllm.ts'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reaseg-judge-'))
  cleanups.push(() => rm(folder, { recursive: true }))
  return folder
}

export type Asking = Partial<AskerParts> & { readonly limits?: Partial<Limits> }

/** A project file with one sample, and what asks about it. */
export async function askingProject(size: Size) {
  const store = await openStore(join(await temporaryFolder(), 'p.reaseg'), { create: true })
  cleanups.push(() => store.close())
  const db = store.writer()
  const file = { path: 'a.png', name: 'a.png', digest: '0', bytes: 1, wishedId: null }
  const [imageId = 0] = await addImages(db, [{ ...file, ...size }])
  const fields = sampleFieldsSchema.parse({ query: 'what is round?' })
  const [sample = 0] = await addSamples(db, [{ imageId, fields }])
  return {
    db,
    shelf: openPromptShelf(db),
    asker: (mllm: FakeMllm, given: Asking = {}) => {
      const none = { costPerRun: null, tokensPerRun: null, costPerProject: null }
      const budget = createBudget({ ...none, ...given.limits }, new Purse(0))
      const signal = new AbortController().signal
      return new Asker({ db, mllm, sample, budget, signal, replay: 'prefer', ...given })
    },
  }
}

/** The shelf with one set of its own wording: the shipped file with some text replaced. */
export async function shelfWith(
  shelf: PromptShelf,
  id: string,
  [from, to]: readonly [from: string, to: string],
): Promise<PromptShelf> {
  const shipped = await readFile(join(findPlaces().prompts, `${id}.md`), 'utf8')
  if (!shipped.includes(from)) throw new Error(`${id} does not say ${from}`)
  const set = unwrap(parsePromptFile(shipped.replaceAll(from, to), `${id}.md`))
  return { get: async (asked) => (asked === id ? { set, isOwn: true } : shelf.get(asked)) }
}

/** Of the pictures sent, pixels. */
export const side = 250

/** The pictures of an image file, with a grid and without. */
export function plainPictures(path: string, grid: GridSettings): ImagePictures {
  const paint = async (settings: GridSettings) => {
    const painted = await paintGridPrompt(path, settings)
    return Promise.all(
      painted.map(async ({ name, png }): Promise<SentImage> => {
        const bytes = await scaleSquare(png, side)
        const recipe = { image: 1, picture: name, n: grid.n, shift: grid.shift, side }
        const about = { kind: 'grid' as const, ...recipe, sha256: sha256Of(bytes) }
        return { about, image: { bytes, type: 'image/png' } }
      }),
    )
  }
  return {
    bare: async () => (await paint({ ...grid, style: 'none' }))[0]!,
    grid: () => paint(grid),
  }
}

/** White pixels of the black and white pictures behind the first. */
export async function masksIn({ turns }: MllmRequest): Promise<Mask[]> {
  const [, ...pictures] = turns[0]!.images
  return Promise.all(
    pictures.map(async ({ bytes }) => {
      const { data, info } = await sharp(bytes)
        .extractChannel(0)
        .raw()
        .toBuffer({ resolveWithObject: true })
      const size = { width: info.width, height: info.height }
      return { size, bits: Uint8Array.from(data, (value) => (value > 127 ? 1 : 0)) }
    }),
  )
}
