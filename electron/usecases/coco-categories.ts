import { z } from 'zod'
import type { CocoCategory } from '#core/dataset/coco-records'
import type { ReadDb, WriteDb } from '#electron/store/database'
import { getSetting, putSetting } from '#electron/store/settings'

export type Categories = readonly CocoCategory[]

const key = 'coco.categories'
const schema = z.array(z.object({ id: z.int(), name: z.string(), supercategory: z.string() }))

/** The COCO categories this project ever imported or exported, so that their ids stay the same. */
export async function readCategories(db: ReadDb): Promise<Categories> {
  return schema.parse((await getSetting(db, key)) ?? [])
}

export async function saveCategories(db: WriteDb, categories: Categories): Promise<void> {
  await putSetting(db, key, categories)
}

/** Adds foreign ones under their own ids; a name that is known stays, an id that is taken gives way to the next free. */
export function joinCategories(known: Categories, foreign: Categories): Categories {
  const joined = [...known]
  const names = new Set(known.map(({ name }) => name))
  const ids = new Set(known.map(({ id }) => id))
  const homeless: CocoCategory[] = []
  for (const category of foreign) {
    if (names.has(category.name)) continue
    names.add(category.name)
    if (category.id < 1 || ids.has(category.id)) homeless.push(category)
    else {
      ids.add(category.id)
      joined.push(category)
    }
  }
  let next = Math.max(0, ...ids) + 1
  for (const category of homeless) joined.push({ ...category, id: next++ })
  return joined.toSorted((a, b) => a.id - b.id)
}
