import type { SampleRow } from '#rpc/schemas/project'
import type { Client } from './client.ts'
import type { SampleFilterParams } from './parsers.ts'

const pageSize = 1000

/** Every sample under a filter, page by page. */
export async function listSamples(
  client: Client,
  filter: SampleFilterParams,
): Promise<readonly SampleRow[]> {
  const rows: SampleRow[] = []
  for (;;) {
    const page = await client.call('samples.list', { filter, offset: rows.length, limit: pageSize })
    rows.push(...page.rows)
    if (page.rows.length < pageSize) return rows
  }
}
