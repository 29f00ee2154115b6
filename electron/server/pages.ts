import { fail, type Result } from '#core/result'
import type { LoginOutcome } from './login.ts'
import type { Verdict } from './policy.ts'

type Notice = { readonly title: string; readonly lines: readonly string[] }

const newLink =
  'Press Enter in the terminal the studio runs in for a new link, or run “npm run -s studio -- serve”.'

type Refused = Exclude<Verdict['kind'], 'pass' | 'reload-once'>

const reasons: Readonly<Record<Refused, string>> = {
  'not-logged-in': 'Nobody is logged in here under this cookie or token.',
  'wrong-host': 'Refused: only http://127.0.0.1 with the port is this studio’s address.',
  'wrong-origin': 'Refused: the request comes from a page that is not this studio’s own.',
}

/** What a program is told that may not ask. */
export function refusal(kind: Refused): Result<never> {
  return fail('unauthorized', reasons[kind], newLink)
}

const refusals: Readonly<Record<Exclude<LoginOutcome, 'accepted'>, Notice>> = {
  used: { title: 'This link was used already', lines: ['A login link works once.', newLink] },
  late: { title: 'This link is too old', lines: ['A login link works for 60 seconds.', newLink] },
  unknown: {
    title: 'This link is not known here',
    lines: ['It may be of an earlier start.', newLink],
  },
}

/** What the browser shows for a login link that no longer works. */
export function refusedLoginPage(outcome: Exclude<LoginOutcome, 'accepted'>): string {
  return noticePage(refusals[outcome])
}

/** What an unknown browser sees. */
export function loggedOutPage(): string {
  return noticePage({
    title: 'Not logged in',
    lines: ['This browser has no session here.', newLink],
  })
}

/** Comes back once by itself, so that a link opened from a foreign page brings its cookie along. */
export function reloadPage(): string {
  return noticePage(
    { title: 'Opening…', lines: [] },
    '<meta http-equiv="refresh" content="0;url=/">',
  )
}

/** For a clone whose window was not built. */
export function missingWindowPage(): string {
  return noticePage({
    title: 'The window is not built yet',
    lines: ['Run “npm run build” and reload this page; “npm start” does it by itself.'],
  })
}

function noticePage(notice: Notice, head = ''): string {
  const body = notice.lines.map((line) => `<p>${line}</p>`).join('')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Reaseg Studio</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">${head}
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:18vh auto;padding:0 1.5rem}h1{font-size:1.4rem}</style>
</head><body><main><h1>${notice.title}</h1>${body}</main></body></html>`
}
