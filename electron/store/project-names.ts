import { sql } from 'kysely'
import type { Size } from '#core/geometry/size'
import type { ReadDb } from './database.ts'
import { listFromJson } from './values.ts'

/** Every image and live sample of the project, by what files of others may call them. */
export type ProjectNames = {
  readonly images: readonly {
    readonly id: number
    readonly exportId: number
    readonly name: string
    readonly path: string
    readonly size: Size
  }[]
  /** Ascending by id. */
  readonly samples: readonly {
    readonly id: number
    readonly imageId: number
    readonly exportId: number
    /** The query and its variants. */
    readonly texts: readonly string[]
  }[]
  /** What the data sets they came from call them. */
  readonly links: readonly {
    readonly kind: 'image' | 'annotation'
    readonly foreignId: string
    readonly rowId: number
  }[]
}

export async function readProjectNames(db: ReadDb): Promise<ProjectNames> {
  const images = await db
    .selectFrom('images')
    .select(['id', 'exportId', 'name', 'path', 'width', 'height'])
    .execute()
  const { rows } = await sql<{
    id: number
    imageId: number
    exportId: number
    query: string
    variants: string
  }>`select id, image_id as imageId, export_id as exportId, query, variants_json as variants
    from samples where removed_at is null order by id`.execute(db)
  const links = await db
    .selectFrom('foreignIds')
    .select(['kind', 'foreignId', 'rowId'])
    .distinct()
    .execute()
  return {
    images: images.map(({ width, height, ...image }) => ({ ...image, size: { width, height } })),
    samples: rows.map(({ query, variants, ...sample }) => ({
      ...sample,
      texts: [query, ...listFromJson(variants)],
    })),
    links,
  }
}
