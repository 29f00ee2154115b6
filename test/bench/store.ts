import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { addImages } from '#electron/store/images'
import { openStore, type Store } from '#electron/store/open'
import { addSamples, findNeighbour, listSamples } from '#electron/store/samples'
import { sampleFieldsSchema, sampleFilterSchema, sampleStatuses } from '#rpc/schemas/project'
import { ratioRow, undisturbed, type BenchRow } from './table.ts'

const small = 1_000
const large = 100_000
const rounds = 100
const things = ['snail', 'ladder', 'umbrella', 'kettle', 'bicycle', 'lantern', 'oar', 'spade']

type Ask = (store: Store, count: number, turn: number) => Promise<unknown>

const filterOf = (parts: object) => sampleFilterSchema.parse(parts)

/** Each with another argument every time, so that nothing kept from the last call answers it. */
const asks: Readonly<Record<string, Ask>> = {
  'first page': ({ db }) => listSamples(db, { filter: filterOf({}), offset: 0, limit: 200 }),
  'page in the middle': ({ db }, count, turn) =>
    listSamples(db, { filter: filterOf({}), offset: Math.floor(count / 2) - turn, limit: 200 }),
  'filter by status and category': ({ db }, _count, turn) =>
    listSamples(db, {
      filter: filterOf({ status: sampleStatuses[turn % 4], category: `category-${turn % 4}` }),
      offset: 0,
      // As many as the small project has, so that both read as many rows.
      limit: 50,
    }),
  'search for a rare word': ({ db }, count, turn) =>
    listSamples(db, {
      filter: filterOf({ search: `unique${(turn * 7919) % count}` }),
      offset: 0,
      limit: 200,
    }),
  'next sample': ({ db }, count, turn) =>
    findNeighbour(db, {
      sample: Math.floor(count / 3) + turn,
      filter: filterOf({ status: 'todo' }),
      step: 'next',
    }),
  'next unlabelled': ({ db }, count, turn) =>
    findNeighbour(db, {
      sample: Math.floor(count / 3) + turn,
      filter: filterOf({}),
      step: 'next-todo',
    }),
}

/** What the sample list asks, with 100,000 samples over 1,000 of the same kind. */
export async function benchStore(): Promise<BenchRow[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'reaseg-bench-'))
  const few = await buildProject(path.join(folder, 'small.reaseg'), small)
  const many = await buildProject(path.join(folder, 'large.reaseg'), large)
  try {
    const rows: BenchRow[] = []
    for (const [what, ask] of Object.entries(asks)) rows.push(await compare(what, ask, few, many))
    return rows
  } finally {
    await few.close()
    await many.close()
    await rm(folder, { recursive: true })
  }
}

async function compare(what: string, ask: Ask, few: Store, many: Store): Promise<BenchRow> {
  const times = { few: [] as number[], many: [] as number[] }
  for (let turn = 0; turn < rounds; turn += 1) {
    times.few.push(await timed(() => ask(few, small, turn)))
    times.many.push(await timed(() => ask(many, large, turn)))
  }
  return ratioRow({
    what: `${what}, ${large.toLocaleString('en')} samples`,
    ours: undisturbed(times.many),
    peer: undisturbed(times.few),
    peerName: `${small.toLocaleString('en')} samples`,
    most: 1.5,
    note: `20th percentile of ${rounds}`,
  })
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const since = performance.now()
  await run()
  return performance.now() - since
}

async function buildProject(file: string, count: number): Promise<Store> {
  const store = await openStore(file, { create: true })
  const db = store.writer()
  const images = await addImages(
    db,
    Array.from({ length: count / 10 }, (_, i) => ({
      path: `images/${i}.jpg`,
      name: `IMG_${i}.jpg`,
      digest: `${i}`,
      bytes: 1,
      wishedId: null,
      width: 640,
      height: 480,
    })),
  )
  const samples = Array.from({ length: count }, (_, i) => ({
    imageId: images[i % images.length] as number,
    status: sampleStatuses[(i * 7) % 4] as (typeof sampleStatuses)[number],
    fields: sampleFieldsSchema.parse({
      query: `Which ${things[i % things.length]} is of use here? unique${i}`,
      target: things[(i * 3) % things.length],
      category: `category-${(i >> 2) % 5}`,
    }),
  }))
  await addSamples(db, samples)
  return store
}
