/** The project file among the arguments, or null: a double click and a second start pass it there. */
export function findProjectArgument(argv: readonly string[]): string | null {
  return (
    argv.slice(1).find((argument) => !argument.startsWith('-') && /\.reaseg$/i.test(argument)) ??
    null
  )
}
