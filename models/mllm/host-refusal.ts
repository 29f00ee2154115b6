import { HostProblem } from './host-problem.ts'
import type { HostWords } from './host-words.ts'

export type Refused = {
  readonly host: string
  readonly model: string
  readonly status: number
  readonly words: HostWords
  /** Milliseconds that the answer's header asks to wait; null where it does not. */
  readonly waitMs: number | null
}

/** What an answer without a reply means: by its HTTP status, or the one that the error's name stands for. */
export function refusal(refused: Refused): HostProblem {
  const { host, status, words, waitMs } = refused
  const said = words.text === '' ? '' : ` It says: ${words.text}`
  const problem = (
    code: HostProblem['code'],
    what: string,
    about: { readonly hint: string; readonly isPassing?: boolean },
  ): HostProblem =>
    new HostProblem(code, `${host} ${what} (HTTP ${status}).${said}`, {
      ...about,
      waitMs: waitMs ?? words.waitMs,
      status,
      field: words.field,
    })
  if (status === 429 && !isOutOfCredit(words))
    return problem('mllm_busy', 'is asked too often', {
      hint: 'Lower the profile’s questions at once or a minute, or try again later.',
      isPassing: true,
    })
  if (status === 503 || status === 529)
    return problem('mllm_busy', 'is overloaded', { hint: 'Try again later.', isPassing: true })
  if (status === 408 || status === 502 || status === 504)
    return problem('mllm_unreachable', 'could not reach its model in time', {
      hint: 'Try again; if it stays so, look at the server’s own log.',
      isPassing: true,
    })
  if (status >= 500)
    return problem('mllm_broken', 'failed inside', {
      hint: 'Try again; if it stays so, look at the server’s own log.',
      isPassing: true,
    })
  const [what, hint] = denial(refused)
  return problem('mllm_refused', what, { hint })
}

/** Of no use to try again: what is wrong, and the mend. */
function denial({ status, words, model }: Refused): readonly [what: string, hint: string] {
  if (status === 401 || isAboutKey(words))
    return ['does not accept the key', 'Enter the profile’s key anew, or a key of this host.']
  if (status === 402 || status === 429)
    return ['gives no more credit', 'Look after the account at the host, or use another profile.']
  if (status === 403)
    return ['forbids this', `See that the key may use “${model}”, and that the host serves you.`]
  if (status === 404 || status === 405)
    return [
      `has no model “${model}” at this address`,
      'Choose one of the host’s models, and check the address and the dialect.',
    ]
  if (status === 413) return ['finds the question too large', 'Lower the profile’s picture size.']
  return [
    'does not take the question',
    'Check that the model takes pictures, and the profile’s temperature and length of reply.',
  ]
}

function isOutOfCredit({ kind }: HostWords): boolean {
  return /insufficient_quota|billing/i.test(kind)
}

/** Gemini answers a wrong key with 400. */
function isAboutKey({ text }: HostWords): boolean {
  return /\bapi.?key not valid\b|\binvalid api.?key\b/i.test(text)
}

const statuses: readonly (readonly [name: RegExp, status: number])[] = [
  [/overloaded/i, 529],
  [/rate_?limit|resource_exhausted/i, 429],
  [/authentication|unauthenticated/i, 401],
  [/permission/i, 403],
  [/not_found/i, 404],
  [/too_large/i, 413],
  [/invalid_(request|argument)/i, 400],
]

/** The HTTP status that an error's name in mid-stream stands for. */
export function statusOfKind(kind: string): number {
  return statuses.find(([name]) => name.test(kind))?.[1] ?? 500
}
