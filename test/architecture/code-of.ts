/** Source text without comments and without the words of its literals. */
export function codeOf(source: string): string {
  const token =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g
  return source.replaceAll(token, (text) => (text.startsWith('/') ? ' ' : '""'))
}
