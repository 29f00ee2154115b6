/** What the links of the problem page ask for. */
export type ProblemAction = 'try-again' | 'open-without-project'

export type Problem = {
  readonly title: string
  readonly advice: string
  /** The last lines that were said, for a report. */
  readonly lines: readonly string[]
}

/** A name no resolver knows (RFC 2606): should a link ever be followed instead of caught, it leads nowhere. */
const actionOrigin = 'https://reaseg.invalid'

const labels: Readonly<Record<ProblemAction, string>> = {
  'try-again': 'Try again',
  'open-without-project': 'Open without the last project',
}

/** A page that needs no backend: what went wrong, what to do, what was said last. As a data URL, without any script. */
export function problemPage(problem: Problem): string {
  const links = Object.entries(labels).map(
    ([action, label]) => `<a href="${actionOrigin}/${action}">${label}</a>`,
  )
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Reaseg Studio</title>
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<style>body{font:15px/1.5 system-ui,sans-serif;margin:48px;max-width:800px}h1{font-size:22px}
pre{white-space:pre-wrap;border:1px solid;padding:16px;border-radius:6px}a{margin-right:24px}</style></head>
<body><main><h1>${escapeHtml(problem.title)}</h1><p>${escapeHtml(problem.advice)}</p><p>${links.join('')}</p>
<pre>${escapeHtml(problem.lines.join('\n'))}</pre></main></body></html>`
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`
}

/** The action behind a link that was followed on the problem page; null for any other link or page. */
export function readProblemAction(page: string, link: string): ProblemAction | null {
  if (!page.startsWith('data:text/html') || !URL.canParse(link)) return null
  const { origin, pathname } = new URL(link)
  const action = pathname.slice(1)
  return origin === actionOrigin && isAction(action) ? action : null
}

function isAction(text: string): text is ProblemAction {
  return Object.hasOwn(labels, text)
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
