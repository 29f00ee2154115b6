import path from 'node:path'

/** The project file among the arguments as an absolute path, or null: a double click and a second start pass it there. */
export function findProjectArgument(argv: readonly string[], folder: string): string | null {
  const found = argv
    .slice(1)
    .find((argument) => !argument.startsWith('-') && /\.reaseg$/i.test(argument))
  return found === undefined ? null : path.resolve(folder, found)
}
