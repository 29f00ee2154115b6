import { dirname, relative, sep } from 'node:path'

type Named = { readonly name: string; readonly path: string }

/**
 * What an export calls an image: its file name where no other image of the project has it, else its place below the
 * folder that all images share, with `/` between the parts.
 */
export function exportNames(images: readonly Named[]): (name: string, path: string) => string {
  const counts = new Map<string, number>()
  for (const { name } of images) counts.set(name, (counts.get(name) ?? 0) + 1)
  let root: readonly string[] | null = null
  for (const { path } of images) root = sharedParts(root, dirname(path).split(sep))
  const folder = (root ?? []).join(sep) + sep
  return (name, path) =>
    (counts.get(name) ?? 0) < 2 ? name : relative(folder, path).split(sep).join('/')
}

function sharedParts(root: readonly string[] | null, parts: readonly string[]): readonly string[] {
  if (root === null) return parts
  const end = root.findIndex((part, i) => part !== parts[i])
  return end < 0 ? root : root.slice(0, end)
}
