import { ok, type Result } from '../../result.ts'
import type { MaskScore, ParsedJudgement, ReplyContext } from '../reply.ts'
import { flagField, listField, numberIn, shareField, textField, wrong } from './fields.ts'
import type { JsonObject, JsonValue } from './json-value.ts'
import { lastObject } from './json-search.ts'
import { displayOf } from './display.ts'
import { unreadable } from './unreadable.ts'

/**
 * `masks`: one object `{mask, iou, reason}` for each mask shown, in any order; and `none_fits`. Where none fits the list
 * may be left empty: every mask then scores 0, and a repair says so.
 */
export function parseJudgement(text: string, context: ReplyContext): Result<ParsedJudgement> {
  const repairs: string[] = []
  const object = lastObject(text, ['masks', 'none_fits'], repairs)
  if (!object.ok) return object
  const noneFits = flagField(object.value, 'none_fits')
  if (!noneFits.ok) return noneFits
  const list = listField(object.value, 'masks')
  if (!list.ok) return list
  const { items } = list.value
  const count = context.count ?? items.length
  const isLeftOut = noneFits.value && items.length === 0
  if (isLeftOut) repairs.push('none fits and no scores given: every mask was taken as 0')
  const scores = isLeftOut ? ok(zeros(count)) : readScores(items, count, repairs)
  if (!scores.ok) return scores
  const display = displayOf(object.value, [], { text, context, repairs })
  return ok({ kind: 'judgement', scores: scores.value, noneFits: noneFits.value, ...display })
}

function zeros(count: number): MaskScore[] {
  return Array.from({ length: count }, (_, i) => ({ mask: i + 1, iou: 0, reason: '' }))
}

function readScores(
  items: readonly JsonValue[],
  count: number,
  repairs: string[],
): Result<MaskScore[]> {
  if (items.length !== count)
    return unreadable(`“masks” holds ${items.length} scores, and ${count} masks were shown`)
  const scores: MaskScore[] = []
  for (const item of items) {
    const score =
      item.kind === 'object' ? readScore(item, repairs) : wrong('masks', item, 'objects')
    if (!score.ok) return score
    const { mask } = score.value
    if (!Number.isInteger(mask) || mask < 1 || mask > count)
      return unreadable(`there is no mask ${mask}: the masks are numbered from 1 to ${count}`)
    if (scores.some((other) => other.mask === mask))
      return unreadable(`mask ${mask} is scored twice`)
    scores.push(score.value)
  }
  return ok(scores.toSorted((a, b) => a.mask - b.mask))
}

function readScore(object: JsonObject, repairs: string[]): Result<MaskScore> {
  const value = object.entries.get('mask')
  const mask = numberIn(value)
  if (mask === null || value === undefined) return wrong('mask', value, 'the number of a mask')
  if (value.kind === 'text') repairs.push('texts in “mask” were taken as numbers')
  const iou = shareField(object, 'iou', repairs)
  if (!iou.ok) return iou
  const reason = textField(object, 'reason', repairs)
  return reason.ok ? ok({ mask, iou: iou.value, reason: reason.value }) : reason
}
