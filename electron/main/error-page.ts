/** A page that needs no backend: what went wrong, what to do, the last lines for a report. As a data URL. */
export function errorPage(problem: {
  readonly title: string
  readonly advice: string
  readonly lines: readonly string[]
}): string {
  const html = `<!doctype html><meta charset="utf-8"><title>Reaseg Studio</title>
<body style="font:15px/1.5 system-ui,sans-serif;background:#1b1e22;color:#e6e8eb;margin:48px;max-width:800px">
<h1 style="font-size:22px">${escapeHtml(problem.title)}</h1><p>${escapeHtml(problem.advice)}</p>
<pre style="white-space:pre-wrap;background:#111316;padding:16px;border-radius:6px">${escapeHtml(problem.lines.join('\n'))}</pre></body>`
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
