import { boxFit, redBox } from '../sight/boxes.ts'
import type { KnownQuery } from '../sight/scenes.ts'
import type { Found } from './found.ts'
import type { Task } from './task.ts'

/** A box that lies so well around what answers a query is meant for it. */
const meant = 0.7

/** The query of the scene that the red boxes answer, by their place in the picture. */
function boxedQuery({ pictures, scene }: Found): KnownQuery | null {
  const [picture] = pictures
  const box = picture === undefined ? null : redBox(picture.picture)
  if (box === null || scene === null) return null
  const ranked = scene.queries
    .map((query) => ({ query, fit: boxFit(box, query) }))
    .toSorted((a, b) => b.fit - a.fit)
  const [best] = ranked
  return best !== undefined && best.fit >= meant ? best.query : null
}

/** Knows one good text for what is boxed: another wording of the scene's own query. */
export function writingReply(task: Task, found: Found): string {
  const query = boxedQuery(found)
  if (query === null)
    return JSON.stringify({
      texts: [{ query: 'What is there?', answer: 'something', rationale: 'It is there.' }],
    })
  const { texts, answer, rationale, target } = query
  const isAnswered = /at most four words/.test(task.text)
  const text = {
    query: task.query === '' ? (texts[1] ?? texts[0] ?? '') : '',
    answer: isAnswered ? target : answer,
    rationale,
  }
  return JSON.stringify({ texts: [text] })
}

/** Whether the text is about what is boxed, going by the truth. */
export function verifyingReply(task: Task, found: Found): string {
  const boxed = boxedQuery(found)
  const asked = found.query
  const isRight = boxed !== null && asked !== null && boxed.id === asked.id
  const said = task.query.toLowerCase()
  const isNamed = boxed !== null && said.includes(boxed.target.toLowerCase())
  return JSON.stringify({
    correct: isRight,
    unambiguous: asked !== null,
    trivial: isNamed,
    shortcut: false,
    paraphrases: isRight ? asked.texts.filter((text) => text !== task.query).slice(0, 2) : [],
    reason: isRight ? 'It asks for what is boxed.' : 'It asks for something else.',
  })
}

/** Without the picture it goes by the query's words alone. */
export function checkingReply(task: Task, { scene, query }: Found): string {
  const answer = /<answer>\s*([\s\S]*?)\s*<\/answer>/.exec(task.text)?.[1] ?? null
  const verdictOf = (): 'ok' | 'warn' | 'bad' => {
    if (answer !== null) return /^\d+$|^$/.test(answer) ? 'bad' : 'ok'
    if (task.pictures.length === 0) return /\bshell\b/i.test(task.query) ? 'bad' : 'ok'
    return scene !== null && query !== null ? 'ok' : 'warn'
  }
  const verdict = verdictOf()
  const said = verdict === 'bad' ? 'the shell' : (query?.target ?? '')
  return JSON.stringify({ verdict, answer: said, reason: `By what there is to go by: ${verdict}.` })
}
