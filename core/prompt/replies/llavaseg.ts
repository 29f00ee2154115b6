import { ok, type Result } from '../../result.ts'
import type { ParsedReasoning, ReplyContext, ReplyStep } from '../reply.ts'
import { labelledLines, shortText } from './labelled-lines.ts'
import { trimmedSteps } from './steps.ts'
import { checkFilled, cutText, excuseMessage, isExcuse, unreadable } from './unreadable.ts'

const mostAttributes = 50

/**
 * The turns of LLaVASeg: `reason` is answered in prose, which is the rationale; `target` by one line `Target: …` (`none`
 * where nothing answers the query), `attributes` by `Attributes: …; …` on its line or one a line below it, and
 * `target-attributes`, which is taken where no turn is given, by both. No format says where the target is.
 */
export function parseLlavaseg(text: string, context: ReplyContext): Result<ParsedReasoning> {
  const empty = checkFilled(text)
  if (empty !== null) return empty
  const turn = context.turn ?? 'target-attributes'
  const repairs: string[] = []
  if (turn === 'reason') return readReason(text, repairs)
  const wanted = turn === 'target' || turn === 'attributes' ? [turn] : ['target', 'attributes']
  const lines = labelledLines(text, wanted)
  for (const label of wanted) {
    const count = lines.filter((line) => line.label === label).length
    const title = `${label[0]?.toUpperCase()}${label.slice(1)}`
    if (count === 0 && isExcuse(text)) return unreadable(excuseMessage)
    // Nothing has no attributes.
    const isNothing = label === 'attributes' && lines.some((line) => isNone(line.label, line.text))
    if (count !== 1 && !(isNothing && count === 0))
      return unreadable(`the reply must hold exactly one line “${title}: …”, not ${count}`)
  }
  const line = lines.find(({ label }) => label === 'target')
  const target = shortText(line?.text ?? '', 'target')
  if (!target.ok) return target
  if (line !== undefined && target.value === '') return unreadable('the line “Target:” is empty')
  const steps = stepsOf(text, lines)
  const display = { rationale: '', steps, mentions: [], repairs }
  if (isNone('target', target.value)) return ok({ kind: 'absent', target: '', ...display })
  const attributes = readAttributes(text, lines)
  if (!attributes.ok) return attributes
  if (attributes.value.length === 0 && wanted.includes('attributes'))
    return unreadable('no attribute stands behind “Attributes:”')
  return ok({ kind: 'no-region', target: target.value, attributes: attributes.value, ...display })
}

function readReason(text: string, repairs: string[]): Result<ParsedReasoning> {
  if (isExcuse(text) && text.length < 400) return unreadable(excuseMessage)
  const whole = { kind: 'answer' as const, title: 'Reasoning', from: 0, to: text.length }
  const steps = trimmedSteps(text, [whole])
  const rationale = cutText(text, repairs)
  return ok({
    kind: 'no-region',
    target: '',
    attributes: [],
    rationale,
    steps,
    mentions: [],
    repairs,
  })
}

type Lines = ReturnType<typeof labelledLines>

function isNone(label: string, text: string): boolean {
  return label === 'target' && /^\*{0,2}none[.*]{0,3}$/i.test(text)
}

/** On the line of the label, or one a line below it up to a blank line. */
function readAttributes(text: string, lines: Lines): Result<string[]> {
  const at = lines.findIndex(({ label }) => label === 'attributes')
  const line = lines[at]
  if (line === undefined) return ok([])
  const below = text.slice(line.to + 1, lines[at + 1]?.from ?? line.to + 20_000)
  const listed = line.text.replaceAll('*', '') === '' ? listedIn(below) : line.text.split(';')
  if (listed.length > mostAttributes)
    return unreadable(`“Attributes:” lists ${listed.length}, more than ${mostAttributes}`)
  const attributes: string[] = []
  for (const one of listed) {
    const attribute = shortText(one.replace(/[.\s]{1,3}$/, '').trim(), 'attribute')
    if (!attribute.ok) return attribute
    if (attribute.value !== '') attributes.push(attribute.value)
  }
  return ok(attributes)
}

function listedIn(below: string): string[] {
  const rows = below.split('\n')
  const first = rows.findIndex((row) => row.trim() !== '')
  const from = rows.slice(Math.max(0, first))
  const end = from.findIndex((row) => row.trim() === '')
  return from
    .slice(0, end < 0 ? from.length : end)
    .map((row) => row.replace(/^\s*(?:[-*•]|\d{1,2}[.)])\s+/, ''))
}

function stepsOf(text: string, lines: Lines): ReplyStep[] {
  const answers = lines.map(({ label, from }, i): ReplyStep => {
    const to = lines[i + 1]?.from ?? text.length
    return { kind: 'answer', title: label === 'target' ? 'Target' : 'Attributes', from, to }
  })
  const first = answers[0]?.from ?? text.length
  return trimmedSteps(text, [{ kind: 'text', title: 'Reasoning', from: 0, to: first }, ...answers])
}
