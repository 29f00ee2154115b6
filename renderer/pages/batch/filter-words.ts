import { findSgdrCategory } from '#core/dataset/sgdr'
import type { SampleFilter } from '#rpc/schemas/project'
import { statusTitles } from '../../panels/samples/status.tsx'

/** What a filter lets through; empty for one that lets everything through. */
export function filterInWords(filter: SampleFilter): string {
  const { status, category, split, imageId, search, ids } = filter
  return [
    ...(ids === null ? [] : [`${ids.length.toLocaleString('en')} chosen`]),
    ...(status === null ? [] : [statusTitles[status]]),
    ...(category === null ? [] : [findSgdrCategory(category)?.title ?? category]),
    ...(split === null ? [] : [split]),
    ...(imageId === null ? [] : ['of one image']),
    ...(search.trim() === '' ? [] : [`with “${search.trim()}”`]),
  ].join(', ')
}
