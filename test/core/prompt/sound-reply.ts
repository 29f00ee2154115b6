import { expect } from 'vitest'
import { stripCount } from '#core/grid/lines'
import type { Region } from '#core/grid/region'
import { cellsOf } from '#core/prompt/cells-of'
import type { ParsedReply, ReplyContext, Span } from '#core/prompt/reply'
import type { Result } from '#core/result'

function regionsIn(reply: ParsedReply): Region[] {
  const named = reply.mentions.map(({ region }) => region)
  if (reply.kind === 'regions') return [...named, ...reply.regions]
  return reply.kind === 'refinement' ? [...named, ...reply.missing, ...reply.surplus] : named
}

function expectOnGrid(region: Region, grid: ReplyContext): void {
  const strips = stripCount(grid)
  const lists =
    region.kind === 'box'
      ? []
      : region.kind === 'cells'
        ? [{ ids: region.cells, most: strips * strips }]
        : [region.rows, region.columns].map((ids) => ({ ids, most: strips }))
  for (const { ids, most } of lists) {
    expect(ids.length).toBeGreaterThan(0)
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b))
    for (const id of ids) expect(Number.isInteger(id) && id >= 1 && id <= most).toBe(true)
  }
  if (region.kind === 'box') {
    const { x0, y0, x1, y1 } = region.box
    expect(x0 >= 0 && x0 < x1 && x1 <= grid.size.width).toBe(true)
    expect(y0 >= 0 && y0 < y1 && y1 <= grid.size.height).toBe(true)
  }
  for (const cell of cellsOf(region, grid))
    expect(Number.isInteger(cell) && cell >= 1 && cell <= strips * strips).toBe(true)
}

function expectInside(spans: readonly Span[], text: string): void {
  let last = 0
  for (const { from, to } of spans) {
    expect(from).toBeGreaterThanOrEqual(last)
    expect(to).toBeGreaterThan(from)
    expect(to).toBeLessThanOrEqual(text.length)
    last = to
  }
}

/** Read or refused with a message of one line; what was read lies on the grid and in the text. */
export function expectSound(
  result: Result<ParsedReply>,
  text: string,
  context: ReplyContext,
): void {
  if (!result.ok) {
    expect(result.error.code).toBe('reply_unreadable')
    expect(result.error.message).toMatch(/^[^\n\r\0]{5,400}$/u)
    return
  }
  const reply = result.value
  expectInside(reply.steps, text)
  expectInside(reply.mentions, text)
  for (const region of regionsIn(reply)) expectOnGrid(region, context)
  if (reply.kind === 'regions') expect(reply.regions.length).toBeGreaterThan(0)
  if (reply.kind === 'consistency') expect(reply.score >= 0 && reply.score <= 1).toBe(true)
  if (reply.kind !== 'judgement') return
  expect(reply.scores.map(({ mask }) => mask)).toEqual(
    Array.from({ length: context.count ?? 0 }, (_, i) => i + 1),
  )
  for (const { iou } of reply.scores) expect(iou >= 0 && iou <= 1).toBe(true)
}
