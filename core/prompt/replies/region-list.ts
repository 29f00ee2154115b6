import { imageBox } from '../../geometry/box.ts'
import { stripCount } from '../../grid/lines.ts'
import type { Region } from '../../grid/region.ts'
import { ok, type Result } from '../../result.ts'
import type { Mention, ReplyContext } from '../reply.ts'
import { listField, numberIn, shareField, wrong } from './fields.ts'
import { idsOf, readIds } from './id-list.ts'
import type { JsonObject, JsonValue } from './json-value.ts'
import { quoted, unreadable } from './unreadable.ts'

const mostRegions = 50

/**
 * The regions that a list of objects names, each with its place in the reply: `{"rows": […], "columns": […]}` where the
 * grid is sent as two pictures, `{"cells": […]}` where it is one, `{"left", "top", "right", "bottom"}` as shares of the
 * image's width and height where none is drawn. May be empty. Ids off the grid fail; nothing is moved onto it.
 */
export function regionsField(
  object: JsonObject,
  key: string,
  asked: { readonly context: ReplyContext; readonly repairs: string[] },
): Result<Mention[]> {
  const list = listField(object, key)
  if (!list.ok) return list
  const { items } = list.value
  if (items.length > mostRegions)
    return unreadable(`${quoted(key)} names ${items.length} places, more than ${mostRegions}`)
  const mentions: Mention[] = []
  for (const [i, item] of items.entries()) {
    const region = item.kind === 'object' ? readRegion(item, asked) : wrong(key, item, 'an object')
    if (!region.ok) return within(`${quoted(key)}, place ${i + 1}: `, region)
    mentions.push({ from: item.from, to: item.to, region: region.value })
  }
  return ok(mentions)
}

function within(
  where: string,
  failed: Result<Region> & { ok: false },
): ReturnType<typeof unreadable> {
  return unreadable(`${where}${failed.error.message}`)
}

type Asked = { readonly context: ReplyContext; readonly repairs: string[] }

function readRegion(object: JsonObject, asked: Asked): Result<Region> {
  const { context } = asked
  const strips = stripCount(context)
  switch (context.style) {
    case 'split': {
      const rows = idsField(object, { key: 'rows', what: 'row', most: strips }, asked.repairs)
      if (!rows.ok) return rows
      const list = { key: 'columns', what: 'column', most: strips } as const
      const columns = idsField(object, list, asked.repairs)
      if (!columns.ok) return columns
      return ok({ kind: 'strips', rows: rows.value, columns: columns.value })
    }
    case 'grid': {
      const list = { key: 'cells', what: 'cell', most: strips * strips } as const
      const cells = idsField(object, list, asked.repairs)
      return cells.ok ? ok({ kind: 'cells', cells: cells.value }) : cells
    }
    case 'none':
      return readBox(object, asked)
  }
}

function readBox(object: JsonObject, { context, repairs }: Asked): Result<Region> {
  const shares: number[] = []
  for (const key of ['left', 'top', 'right', 'bottom']) {
    const share = shareField(object, key, repairs)
    if (!share.ok) return share
    shares.push(share.value)
  }
  return boxOfShares(shares, context)
}

/** A box in image coordinates of left, top, right and bottom, each 0..1. */
export function boxOfShares(shares: readonly number[], context: ReplyContext): Result<Region> {
  const [left = 0, top = 0, right = 0, bottom = 0] = shares
  if (left >= right || top >= bottom)
    return unreadable('the box is empty: “left” must be less than “right”, “top” than “bottom”')
  const { width, height } = context.size
  const box = imageBox(left * width, top * height, right * width, bottom * height)
  return ok({ kind: 'box', box })
}

type IdList = {
  readonly key: string
  readonly what: 'row' | 'column' | 'cell'
  readonly most: number
}

/** A list of numbers; or texts or one number for it, with a repair. */
function idsField(object: JsonObject, list: IdList, repairs: string[]): Result<number[]> {
  const value = object.entries.get(list.key)
  if (value === undefined) return unreadable(`${quoted(list.key)} is missing`)
  const items = value.kind === 'list' ? value.items : [value]
  if (items.length === 0) return unreadable(`${quoted(list.key)} is empty`)
  const found: number[] = []
  for (const item of items) {
    const ids = idsOfItem(item, list)
    if (!ids.ok) return ids
    for (const id of ids.value) found.push(id)
  }
  if (value.kind !== 'list') repairs.push(`${quoted(list.key)} was no list and was taken as one`)
  if (items.some(({ kind }) => kind === 'text'))
    repairs.push(`texts in ${quoted(list.key)} were taken as numbers`)
  return ok([...new Set(found)].toSorted((a, b) => a - b))
}

function idsOfItem(item: JsonValue, { key, what, most }: IdList): Result<number[]> {
  if (item.kind === 'text') return readIds(item.text, what, most)
  const id = numberIn(item)
  if (id === null) return wrong(key, item, 'a list of whole numbers')
  return idsOf([[id, id]], what, most)
}
