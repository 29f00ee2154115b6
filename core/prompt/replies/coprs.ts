import { stripCount } from '../../grid/lines.ts'
import type { Region } from '../../grid/region.ts'
import { ok, type Result } from '../../result.ts'
import type { Mention, ParsedReasoning, ReplyContext, ReplyStep, Span } from '../reply.ts'
import { placeToken, thinkClose, thinkingsIn, thinkOpen } from './coprs-format.ts'
import { idsOf, scanIds } from './id-list.ts'
import { lastLine } from './labelled-lines.ts'
import { mentionsIn } from './mentions.ts'
import { boxOfShares } from './region-list.ts'
import { trimmedSteps } from './steps.ts'
import { checkFilled, cutText, excuseMessage, isExcuse, quoted, unreadable } from './unreadable.ts'

/**
 * `<think>…</think> rows 2-3 columns 4-5 <REF_POS>`: several places with `;` between, or `none`. The thinking is the
 * rationale; its last line may say `Target: …`. Text around it all is taken (its format score is lower then); between
 * thinking and token nothing but the place may stand.
 */
export function parseCoprs(text: string, context: ReplyContext): Result<ParsedReasoning> {
  const repairs: string[] = []
  const parts = readParts(text)
  if (!parts.ok) return parts
  const { thinking, place } = parts.value
  const thought = text.slice(thinking.from, thinking.to)
  const target = lastLine(thought, 'target')
  if (!target.ok) return target
  const read = readPlaces(text, place, context)
  if (!read.ok) return read
  const rationale = cutText(thought, repairs)
  const display = {
    rationale,
    steps: stepsOf(text, thinking, place),
    mentions: mentionsIn(text, context, read.value),
    repairs,
  }
  const name = target.value
  if (read.value.length === 0) return ok({ kind: 'absent', target: name, ...display })
  const regions = read.value.map(({ region }) => region)
  return ok({ kind: 'regions', target: name, attributes: [], regions, ...display })
}

function readParts(text: string): Result<{ readonly thinking: Span; readonly place: Span }> {
  const empty = checkFilled(text)
  if (empty !== null) return empty
  const [opens, closes, tokens] = [thinkOpen, thinkClose, placeToken].map((tag) =>
    countOf(text, tag),
  )
  if (opens === 0 && tokens === 0 && isExcuse(text)) return unreadable(excuseMessage)
  const [thinking] = thinkingsIn(text)
  if (opens !== 1 || closes !== 1 || thinking === undefined)
    return unreadable(
      `the reply must hold exactly one ${thinkOpen} with its ${thinkClose} after it`,
    )
  if (text.slice(thinking.from, thinking.to).trim() === '')
    return unreadable(`there is nothing between ${thinkOpen} and ${thinkClose}`)
  if (tokens !== 1)
    return unreadable(`the reply must hold exactly one ${placeToken}, not ${tokens}`)
  const place = { from: thinking.to + thinkClose.length, to: text.indexOf(placeToken) }
  if (place.to < place.from) return unreadable(`${placeToken} must stand after ${thinkClose}`)
  return ok({ thinking, place })
}

function countOf(text: string, tag: string): number {
  return text.split(tag).length - 1
}

function stepsOf(text: string, thinking: Span, place: Span): ReplyStep[] {
  const end = place.to + placeToken.length
  return trimmedSteps(text, [
    { kind: 'text', title: 'Before the thinking', from: 0, to: thinking.from - thinkOpen.length },
    { kind: 'step', title: 'Thinking', from: thinking.from, to: thinking.to },
    { kind: 'answer', title: 'Answer', from: place.from, to: end },
    { kind: 'text', title: 'After the answer', from: end, to: text.length },
  ])
}

/** Longest place there is: every region of a list of 50. */
const longestPlace = 10_000

/** The places between thinking and token; none for `none`. */
function readPlaces(text: string, place: Span, context: ReplyContext): Result<Mention[]> {
  const whole = text.slice(place.from, place.to)
  if (whole.trim() === '')
    return unreadable(`no place stands between ${thinkClose} and ${placeToken}`)
  if (/^\s*none[\s.]*$/i.test(whole.slice(0, 100)) && whole.length <= 100) return ok([])
  if (whole.length > longestPlace)
    return unreadable(`too much stands between ${thinkClose} and ${placeToken}`)
  const mentions: Mention[] = []
  let at = place.from
  for (const part of whole.split(';')) {
    const region = readPlace(part.trim(), context)
    if (!region.ok) return region
    const from = at + (part.length - part.trimStart().length)
    mentions.push({ from, to: from + part.trim().length, region: region.value })
    at += part.length + 1
  }
  return ok(mentions)
}

const formats = {
  split: 'rows 2-3 columns 4-5',
  grid: 'cells 12-14,21',
  none: 'left 0.2 top 0.1 right 0.5 bottom 0.4',
} as const

function readPlace(text: string, context: ReplyContext): Result<Region> {
  const strips = stripCount(context)
  const odd = unreadable(
    `${quoted(text)} is no place such as “${formats[context.style]}”, and only that may stand between ${thinkClose} and ${placeToken}`,
  )
  if (context.style === 'none') {
    const number = String.raw`(\d(?:\.\d{1,6})?)`
    const pattern = ['left', 'top', 'right', 'bottom']
      .map((side) => `${side} ${number}`)
      .join(',? ')
    const shares = new RegExp(`^${pattern}$`, 'i').exec(text.replaceAll(/\s+/g, ' '))
    if (shares === null) return odd
    const values = shares.slice(1).map(Number)
    const off = values.find((share) => share > 1)
    if (off !== undefined) return unreadable(`${off} must lie between 0 and 1`)
    return boxOfShares(values, context)
  }
  const lists = readLists(text)
  if (lists === null) return odd
  if (context.style === 'grid') {
    const [only] = lists
    if (only?.word !== 'cell' || lists.length !== 1) return odd
    const cells = idsOf(only.ranges, 'cell', strips * strips)
    return cells.ok ? ok({ kind: 'cells', cells: cells.value }) : cells
  }
  const [first, second] = lists
  if (first?.word !== 'row' || second?.word !== 'column' || lists.length !== 2) return odd
  const rows = idsOf(first.ranges, 'row', strips)
  if (!rows.ok) return rows
  const columns = idsOf(second.ranges, 'column', strips)
  return columns.ok ? ok({ kind: 'strips', rows: rows.value, columns: columns.value }) : columns
}

type WordedList = {
  readonly word: 'row' | 'column' | 'cell'
  readonly ranges: readonly (readonly [from: number, to: number])[]
}

/** `rows 2-3, columns 4` as its lists; null where anything else stands there. */
function readLists(text: string): WordedList[] | null {
  const lists: WordedList[] = []
  let at = 0
  while (at < text.length) {
    const word = (['row', 'column', 'cell'] as const).find(
      (one) => text.slice(at, at + one.length).toLowerCase() === one,
    )
    if (word === undefined) return null
    const signs = /^s?\s{0,4}:?\s{0,4}/i.exec(text.slice(at + word.length, at + word.length + 12))
    const scanned = scanIds(text, at + word.length + (signs?.[0].length ?? 0))
    if (scanned === null) return null
    lists.push({ word, ranges: scanned.ranges })
    const gap = /^[\s,.]{0,4}(?:and\s{1,4})?/.exec(text.slice(scanned.to, scanned.to + 16))
    at = scanned.to + (gap?.[0].length ?? 0)
  }
  return lists
}
