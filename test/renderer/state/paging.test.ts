import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  indexOfId,
  keptRows,
  pagesOfRange,
  pageSize,
  rowAt,
  withPage,
  withRow,
} from '../../../renderer/state/paging.ts'

const rowsOf = (page: number) =>
  Array.from({ length: pageSize }, (_, i) => ({ id: page * pageSize + i + 1, name: 'row' }))

describe('pagesOfRange', () => {
  it.each([
    { name: 'first rows', first: 0, last: 20, total: 100_000, pages: [0] },
    { name: 'across a border', first: 190, last: 210, total: 100_000, pages: [0, 1] },
    { name: 'the last page', first: 99_990, last: 100_050, total: 100_000, pages: [499] },
    { name: 'an empty list', first: 0, last: 20, total: 0, pages: [] },
    { name: 'nothing on screen', first: 5, last: 4, total: 100, pages: [] },
  ])('$name', ({ first, last, total, pages }) => {
    expect(pagesOfRange(first, last, total)).toEqual(pages)
  })

  it('covers every row of the range and no page without one', () => {
    fc.assert(
      fc.property(fc.nat(99_999), fc.nat(500), (first, more) => {
        const total = 100_000
        const last = Math.min(total - 1, first + more)
        const pages = pagesOfRange(first, last, total)
        expect(pages.at(0)).toBe(Math.floor(first / pageSize))
        expect(pages.at(-1)).toBe(Math.floor(last / pageSize))
        expect(new Set(pages).size).toBe(pages.length)
      }),
    )
  })
})

describe('the page cache', () => {
  it('finds rows by place and places by id', () => {
    const pages = new Map([[2, rowsOf(2)]])
    expect(rowAt(pages, 2 * pageSize + 7)?.id).toBe(2 * pageSize + 8)
    expect(rowAt(pages, 0)).toBeNull()
    expect(indexOfId(pages, 2 * pageSize + 8)).toBe(2 * pageSize + 7)
    expect(indexOfId(pages, 1)).toBeNull()
    expect(indexOfId(pages, null)).toBeNull()
  })

  it('stays bounded and keeps the pages nearest to the newest', () => {
    let pages: ReadonlyMap<number, readonly { id: number; name: string }[]> = new Map()
    for (let page = 0; page < 100; page++) pages = withPage(pages, page, rowsOf(page))
    expect(pages.size).toBe(40)
    expect(pages.has(99)).toBe(true)
    expect(pages.has(0)).toBe(false)
  })

  it('replaces one row and leaves a list without it as it is', () => {
    const pages = new Map([[0, rowsOf(0)]])
    expect(rowAt(withRow(pages, { id: 3, name: 'new' }), 2)?.name).toBe('new')
    expect(withRow(pages, { id: 9999, name: 'new' })).toBe(pages)
  })
})

describe('keptRows', () => {
  it('keeps the rows that are as they were, wherever they stand now', () => {
    const before = [
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
      { id: 3, name: 'c' },
    ]
    const fresh = [
      { id: 3, name: 'c' },
      { id: 1, name: 'other' },
      { id: 4, name: 'd' },
    ]
    const rows = keptRows(before, fresh)
    expect(rows).toEqual(fresh)
    expect(rows.map((row) => before.includes(row))).toEqual([true, false, false])
  })
})
