import type { AskedBody, AskedTurn, SentPicture } from '../protocols/protocol.ts'

/** How places are to be named. */
export type Style = 'split' | 'grid' | 'none'

export const taskKinds = [
  'write',
  'verify',
  'check',
  'judge',
  'consistency',
  'refine',
  'coprs',
  'reasoning',
  'region',
  'target-attributes',
  'target',
  'attributes',
  'free',
] as const

/** What a conversation asks for in the end. */
export type Task = {
  readonly kind: (typeof taskKinds)[number]
  readonly style: Style
  /** Steps or thoughts in words before the answer. */
  readonly isWordy: boolean
  readonly query: string
  /** The wording of the turn that asks for it. */
  readonly text: string
  /** Of the last turn that has any. */
  readonly pictures: readonly SentPicture[]
}

/** A turn that only asks for the last answer again says nothing of a format. */
const again = /could not be read by the program/

/** By words that the parsers of the replies need, not by those around them. */
const marks: readonly (readonly [kind: Task['kind'], marks: readonly RegExp[]])[] = [
  ['write', [/"texts"/, /"rationale"/]],
  ['verify', [/"unambiguous"/, /"shortcut"/]],
  ['check', [/"verdict"/, /"answer"/]],
  ['judge', [/"none_fits"/, /"iou"/]],
  ['consistency', [/"logic"/, /"localisation"/]],
  ['refine', [/"too_much"/, /"missing"/]],
  ['coprs', [/<REF_POS>/, /<think>/]],
  ['reasoning', [/"present"/, /"target"/]],
  ['region', [/"present"/, /"regions"/]],
  ['target-attributes', [/^Target: the name/m, /^Attributes: feature/m]],
  ['target', [/^Target: the name/m]],
  ['attributes', [/^Attributes: feature/m]],
]

/** The task, or null where nothing is asked that a program could read. */
export function taskOf({ turns }: AskedBody): Task | null {
  const asked = turns.filter(({ role }) => role === 'user')
  const turn = asked.findLast(({ text }) => !again.test(text))
  if (turn === undefined) return null
  const kind = marks.find(([, all]) => all.every((mark) => mark.test(turn.text)))?.[0] ?? 'free'
  const said = asked.map(queryIn).findLast((one) => one !== null) ?? null
  const query = said ?? (kind === 'write' ? '' : null)
  if (query === null) return null
  return {
    kind,
    style: styleOf(turn.text),
    isWordy: /\bStep 1\b|^Think before\b/m.test(turn.text),
    query,
    text: turn.text,
    pictures: asked.findLast(({ pictures }) => pictures.length > 0)?.pictures ?? [],
  }
}

function queryIn({ text }: AskedTurn): string | null {
  return /<query>\s*([\s\S]*?)\s*<\/query>/.exec(text)?.[1] ?? null
}

function styleOf(text: string): Style {
  if (/"cells":|\bcells \d/.test(text)) return 'grid'
  return /"rows":|\brows \d/.test(text) ? 'split' : 'none'
}
