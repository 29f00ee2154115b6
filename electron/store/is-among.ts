import { sql } from 'kysely'

/** As one bound value: a statement takes no more than 32,766 of them. */
export function isAmong(column: string, ids: readonly number[]) {
  return sql<boolean>`${sql.ref(column)} in (select value from json_each(${JSON.stringify(ids)}))`
}
